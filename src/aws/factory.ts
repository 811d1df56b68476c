/**
 * The door to AWS: makes the clients behind the small interfaces of api.ts. This folder alone imports
 * the AWS SDK, and each service only when it is first asked for.
 *
 * Two rules hold for every client. **Where it talks to** is AWS's own endpoint, or an override that
 * whoever built the factory gave (endpoints.ts says which may be); AWS_ENDPOINT_URL* and `endpoint_url`
 * are never read here, or a stray .envrc could bring its own policy. **What time it is** comes from the
 * answers: their `Date` is handed on, and a later call signs with what an earlier one learned of the
 * machine's clock.
 */
import type { AwsFactory, AwsService } from './api.ts';
import { type Link, openLink } from './link.ts';
import { makeDirectSsm } from './ssm-direct.ts';
import type { Transport } from './transport.ts';

export interface FactoryOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Everything goes here instead of to AWS (the sandbox). */
  readonly endpointUrl?: string;
  /** Told of every call: service, action, region, what came of it. No secret is ever in it. */
  readonly tell?: (line: string) => void;
}

/** Makes the factory; nothing is imported, opened or read before the first client is asked for. */
export function createAwsFactory(options: FactoryOptions): AwsFactory {
  const fixed = options.endpointUrl !== undefined;
  const make = (link: Link): AwsFactory => ({
    ...clientsOf(link),
    channel: link.channel,
    withEndpoints: (used) => {
      if (fixed) return make(link);
      const endpoint = (service: string) => used[service as AwsService];
      return make({ ...link, endpoint, overridden: (service) => endpoint(service) !== undefined });
    },
  });
  return make(openLink(options));
}

function clientsOf(link: Link): Omit<AwsFactory, 'withEndpoints' | 'channel'> {
  let transport: Promise<Transport> | undefined;
  const open = async () => {
    const clients = await import('./clients.ts');
    transport ??= clients.openTransport(link);
    return { ...clients, link: await transport };
  };
  return {
    // What goes wrong here goes wrong again, and is told, when a client is asked for.
    warm: () => void open().catch(() => {}),
    async sts(about) {
      const { makeSts, link } = await open();
      return makeSts(about, link);
    },
    async ssm(about) {
      return makeDirectSsm(about, link, async () => {
        const { makeSsm, link: opened } = await open();
        return makeSsm(about, opened);
      });
    },
    async ssmStore(about) {
      const [{ makeSsmStore }, { link }] = await Promise.all([import('./ssm-store.ts'), open()]);
      return makeSsmStore(about, link);
    },
    async iam(about) {
      const [{ makeIam }, { link }] = await Promise.all([import('./iam.ts'), open()]);
      return makeIam(about, link);
    },
    async stsWebIdentity(region) {
      const [{ makeStsWebIdentity }, { link }] = await Promise.all([
        import('./web-identity.ts'),
        open(),
      ]);
      return makeStsWebIdentity(region, link);
    },
    async ssoPortal(region) {
      const [{ makeSsoPortal }, { link }] = await Promise.all([import('./sso.ts'), open()]);
      return makeSsoPortal(region, link);
    },
    async ssoOidc(region) {
      const [{ makeSsoOidc }, { link }] = await Promise.all([import('./sso-oidc.ts'), open()]);
      return makeSsoOidc(region, link);
    },
    async instanceCredentials(signal) {
      const { instanceCredentials } = await import('./imds.ts');
      return instanceCredentials(link.env, signal);
    },
    async containerCredentials(signal) {
      const { containerCredentials } = await import('./container.ts');
      return containerCredentials(link.env, signal);
    },
  };
}
