/**
 * The door to AWS: makes the clients behind the small interfaces of api.ts. This folder alone imports
 * the AWS SDK, and each service only when it is first asked for.
 *
 * Two rules hold for every client. **Where it talks to** is AWS's own endpoint, or the one override
 * that whoever built the factory gave; AWS_ENDPOINT_URL* and `endpoint_url` are never read, or a stray
 * .envrc could bring its own policy. **What time it is** comes from the answers: their `Date` is handed
 * on, and a client made later signs with what an earlier one learned of the machine's clock.
 */
import type { AwsFactory, AwsOptions, Iam, Ssm, SsoOidc, SsoPortal, Sts } from './api.ts';
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
  let transport: Promise<Transport> | undefined;
  const open = async () => {
    const clients = await import('./clients.ts');
    transport ??= clients.openTransport(options);
    return { ...clients, link: await transport };
  };
  return {
    // What goes wrong here goes wrong again, and is told, when a client is asked for.
    warm: () => void open().catch(() => {}),
    async sts(about: AwsOptions): Promise<Sts> {
      const { makeSts, link } = await open();
      return makeSts(about, link);
    },
    async ssm(about: AwsOptions): Promise<Ssm> {
      const { makeSsm, link } = await open();
      return makeSsm(about, link);
    },
    async iam(about: AwsOptions): Promise<Iam> {
      const [{ makeIam }, { link }] = await Promise.all([import('./iam.ts'), open()]);
      return makeIam(about, link);
    },
    async ssoPortal(region: string): Promise<SsoPortal> {
      const [{ makeSsoPortal }, { link }] = await Promise.all([import('./sso.ts'), open()]);
      return makeSsoPortal(region, link);
    },
    async ssoOidc(region: string): Promise<SsoOidc> {
      const [{ makeSsoOidc }, { link }] = await Promise.all([import('./sso-oidc.ts'), open()]);
      return makeSsoOidc(region, link);
    },
  };
}
