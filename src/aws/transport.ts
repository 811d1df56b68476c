/** What all clients of one factory share: sockets, settings, and what was learned of AWS's clock. */
import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SentinelError } from '../errors.ts';
import type { AwsOptions } from './api.ts';
import type { FactoryOptions } from './factory.ts';

const CONNECT_MS = 1_000;
const REQUEST_MS = 3_000;
const TRIES = 2;
/** From this much on the SDK corrects its signing time; AWS refuses from five minutes on. */
const SKEW_WORTH_KEEPING_MS = 240_000;

export interface Transport {
  readonly endpoint: string | undefined;
  /** The settings of one client. Each is given, so that the SDK looks up none of the user's files. */
  settings(about: AwsOptions): ReturnType<typeof clientSettings>;
  /** For `--debug`. */
  readonly tell: (line: string) => void;
  /** Keeps what an answer's `Date` (milliseconds) says of the machine's clock. */
  learn(date: number): void;
}

/**
 * Opens the shared part.
 * @throws SentinelError `failed` where AWS_CA_BUNDLE names a file that cannot be read.
 */
export async function openTransport(options: FactoryOptions): Promise<Transport> {
  const { env, endpointUrl } = options;
  const handler = new NodeHttpHandler({
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 50 }),
    httpsAgent: await httpsAgent(endpointUrl === undefined ? env : {}),
  });
  let offset = 0;
  return {
    endpoint: endpointUrl,
    tell: options.tell ?? (() => {}),
    settings: (about) => clientSettings(about, handler, offset, endpointUrl, env),
    learn(date) {
      const skew = date - Date.now();
      offset = Math.abs(skew) >= SKEW_WORTH_KEEPING_MS ? skew : 0;
    },
  };
}

function clientSettings(
  about: AwsOptions,
  requestHandler: NodeHttpHandler,
  systemClockOffset: number,
  endpointUrl: string | undefined,
  env: FactoryOptions['env'],
) {
  const { accessKeyId, secretAccessKey, sessionToken } = about.credentials;
  const own = endpointUrl === undefined;
  return {
    region: about.region,
    // Without their expiration: the SDK would hold it against the machine's clock.
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    requestHandler,
    systemClockOffset,
    disableClockSkewCorrection: false,
    maxAttempts: TRIES,
    retryMode: 'standard',
    defaultsMode: 'standard' as const,
    ignoreConfiguredEndpointUrls: true,
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    useDualstackEndpoint: own && env['AWS_USE_DUALSTACK_ENDPOINT'] === 'true',
    useFipsEndpoint: own && env['AWS_USE_FIPS_ENDPOINT'] === 'true',
    authSchemePreference: [],
    sigv4aSigningRegionSet: [],
    userAgentAppId: async () => undefined,
    // The SDK's own logger writes warnings to the console, over whatever is drawn there.
    logger: { debug() {}, info() {}, warn() {}, error() {}, trace() {} },
  };
}

/** TLS with the company's certificates and proxy, where the environment names them. */
async function httpsAgent(env: FactoryOptions['env']): Promise<HttpsAgent> {
  const bundle = env['AWS_CA_BUNDLE'];
  const pick = (name: string) => env[name] ?? env[name.toLowerCase()];
  const proxy = { HTTPS_PROXY: pick('HTTPS_PROXY'), NO_PROXY: pick('NO_PROXY') };
  return new HttpsAgent({
    keepAlive: true,
    maxSockets: 50,
    ...(bundle && { ca: await certificates(bundle) }),
    ...(proxy.HTTPS_PROXY && { proxyEnv: proxy }),
  });
}

async function certificates(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new SentinelError(
      'failed',
      `The certificates that AWS_CA_BUNDLE names cannot be read: ${path}.`,
      ['Correct AWS_CA_BUNDLE, or unset it.'],
      cause,
    );
  }
}
