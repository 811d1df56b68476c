/** What every call of one factory shares, with the SDK or without: sockets, addresses, AWS's clock. */
import type { Agent } from 'node:http';
import { SentinelError } from '../errors.ts';
import { type Channel, channelOf } from './channel.ts';
import type { FactoryOptions } from './factory.ts';
import { proxyOf } from './proxy.ts';

/** From this much on the SDK corrects its signing time; AWS refuses from five minutes on. */
const SKEW_WORTH_KEEPING_MS = 240_000;
const SOCKETS = { keepAlive: true, maxSockets: 50 } as const;

export interface Link {
  readonly env: FactoryOptions['env'];
  /** The address that stands in for AWS's own for a service (`sts`, `sso-oidc`); undefined: AWS's own. */
  endpoint(service: string): string | undefined;
  /** Whether that address is an override, and not all of this world (the sandbox). */
  overridden(service: string): boolean;
  /** What stands between this machine and AWS; looked at once. */
  channel(): Channel;
  /** For `--debug`. */
  readonly tell: (line: string) => void;
  /** Keeps what an answer's `Date` (milliseconds) says of the machine's clock. */
  learn(date: number): void;
  /** AWS's time minus the machine's where it matters to signatures, milliseconds; else 0. */
  clockOffset(): number;
  /**
   * The sockets for `http:` or `https:`.
   * @throws SentinelError `failed` where AWS_CA_BUNDLE names a file that cannot be read.
   */
  agent(protocol: string): Promise<Agent>;
  /** Whom to believe, and the proxy. @throws as `agent`. */
  tls(): Promise<TlsSettings>;
}

export interface TlsSettings {
  readonly rejectUnauthorized: true;
  readonly ca?: string;
  readonly proxyEnv?: NonNullable<ReturnType<typeof proxyOf>>;
}

/** Nothing is opened or read before a call needs it. */
export function openLink(options: FactoryOptions): Link {
  const { env, endpointUrl } = options;
  const agents = new Map<string, Promise<Agent>>();
  let offset = 0;
  let channel: Channel | undefined;
  const outer = endpointUrl === undefined ? env : {};
  let settings: Promise<TlsSettings> | undefined;
  const tls = () => (settings ??= tlsOf(outer));
  return {
    env,
    channel: () => (channel ??= channelOf(outer)),
    endpoint: () => endpointUrl,
    overridden: () => false,
    tell: options.tell ?? (() => {}),
    learn(date) {
      const skew = date - Date.now();
      offset = Math.abs(skew) >= SKEW_WORTH_KEEPING_MS ? skew : 0;
    },
    clockOffset: () => offset,
    agent(protocol) {
      const known = agents.get(protocol);
      if (known) return known;
      const made = openAgent(protocol, tls);
      agents.set(protocol, made);
      return made;
    },
    tls,
  };
}

async function openAgent(protocol: string, tls: Link['tls']): Promise<Agent> {
  // Not imported: an `import` of these also loads undici, which takes 15 ms.
  if (protocol !== 'https:') {
    const { Agent } = process.getBuiltinModule('node:http');
    return new Agent(SOCKETS);
  }
  const { Agent } = process.getBuiltinModule('node:https');
  return new Agent({ ...SOCKETS, ...(await tls()) });
}

/** TLS with the company's certificates and proxy, where the environment names them. */
async function tlsOf(env: FactoryOptions['env']): Promise<TlsSettings> {
  const bundle = env['AWS_CA_BUNDLE'];
  const proxyEnv = proxyOf(env, process.versions.node);
  return {
    // Given, since NODE_TLS_REJECT_UNAUTHORIZED=0 would count where nothing is said.
    rejectUnauthorized: true,
    ...(bundle && { ca: await certificates(bundle) }),
    ...(proxyEnv && { proxyEnv }),
  };
}

async function certificates(path: string): Promise<string> {
  try {
    return await process.getBuiltinModule('node:fs/promises').readFile(path, 'utf8');
  } catch (cause) {
    throw new SentinelError(
      'failed',
      `The certificates that AWS_CA_BUNDLE names cannot be read: ${path}.`,
      ['Correct AWS_CA_BUNDLE, or unset it.'],
      cause,
    );
  }
}
