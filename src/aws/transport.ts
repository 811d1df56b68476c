/** The settings that all of the SDK's clients of one factory share. */
import type { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentials, AwsOptions } from './api.ts';
import { CONNECT_MS, REQUEST_MS, TRIES } from './exchange.ts';
import type { Link } from './link.ts';

export interface Transport extends Link {
  /** The settings of one client. Each is given, so that the SDK looks up none of the user's files. */
  settings(service: string, about: AwsOptions): ReturnType<typeof clientSettings>;
}

/** @throws SentinelError `failed` where AWS_CA_BUNDLE names a file that cannot be read. */
export async function openTransport(link: Link): Promise<Transport> {
  const [httpAgent, httpsAgent] = await Promise.all([link.agent('http:'), link.agent('https:')]);
  const handler = new NodeHttpHandler({
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    throwOnRequestTimeout: true,
    httpAgent,
    httpsAgent: httpsAgent as HttpsAgent,
  });
  return {
    ...link,
    settings: (service, about) => clientSettings(about, handler, link, link.endpoint(service)),
  };
}

function clientSettings(
  about: AwsOptions,
  requestHandler: NodeHttpHandler,
  { env, clockOffset }: Link,
  endpointUrl: string | undefined,
) {
  const own = endpointUrl === undefined;
  return {
    region: about.region,
    credentials: keysOnly(about.credentials),
    requestHandler,
    systemClockOffset: clockOffset(),
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

/** Without their expiration: the SDK would hold it against the machine's clock. */
function keysOnly({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials) {
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
