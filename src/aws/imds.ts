/**
 * The role of the EC2 instance this runs on, by version 2 of its metadata service (EC2 user guide,
 * "Retrieve security credentials from instance metadata"). Not the SDK's provider: that one reads
 * process.env and the AWS files again, falls back to version 1, and stretches the end of keys that have
 * ended.
 */
import { AwsError, type TemporaryKeys } from './api.ts';
import { type Exchange, exchange } from './exchange.ts';
import { readKeys } from './machine-keys.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** One hop away, or not there at all: three requests in at most three seconds. */
const WITHIN_MS = 1_000;
/** Long enough for the two requests that carry it. */
const TOKEN_SECONDS = '60';
const ROLES = '/latest/meta-data/iam/security-credentials/';

/**
 * Fetched anew each time.
 * @throws AwsError of service `imds`: `NetworkError`, `TimeoutError`, `Http404` (no role), `InvalidResponse`.
 */
export async function instanceCredentials(
  env: Env,
  signal: AbortSignal | undefined,
): Promise<TemporaryKeys> {
  const base = metadataUrl(env);
  const ask = (path: string, options: Exchange) => call(new URL(path, base), options, signal);
  const lives = { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS };
  const token = await ask('/latest/api/token', { method: 'PUT', headers: lives });
  const headers = { 'x-aws-ec2-metadata-token': token.trim() };
  const role = (await ask(ROLES, { method: 'GET', headers })).split('\n')[0]?.trim() ?? '';
  if (!/^[\w+=,.@-]{1,64}$/.test(role)) throw failure('InvalidResponse', 'it names no role', 502);
  const keys = readKeys(await ask(ROLES + role, { method: 'GET', headers }));
  if (!keys) throw failure('InvalidResponse', 'its answer holds no credentials', 502);
  return keys;
}

/** The address may be told, but only one that can be the instance's own, or this machine's. */
function metadataUrl(env: Env): string {
  const told = env['AWS_EC2_METADATA_SERVICE_ENDPOINT'];
  const ipv6 = env['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE']?.toLowerCase() === 'ipv6';
  if (!told) return ipv6 ? 'http://[fd00:ec2::254]' : 'http://169.254.169.254';
  const host = URL.canParse(told) ? new URL(told).hostname : '';
  const own = /^(?:169\.254\.169\.254|\[fd00:ec2::254\]|127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/;
  if (own.test(host)) return told;
  throw failure(
    'InvalidEndpoint',
    'AWS_EC2_METADATA_SERVICE_ENDPOINT is no address of instance metadata',
    400,
  );
}

async function call(url: URL, options: Exchange, signal: AbortSignal | undefined): Promise<string> {
  let answer: Awaited<ReturnType<typeof exchange>>;
  try {
    // Never through a proxy: the address means this machine.
    answer = await exchange(url, { ...options, agent: false, within: WITHIN_MS }, '', signal);
  } catch (error) {
    signal?.throwIfAborted();
    const late = (error as Error).name === 'TimeoutError';
    throw failure(late ? 'TimeoutError' : 'NetworkError', 'it does not answer', undefined);
  }
  if (answer.status === 200) return answer.body;
  throw failure(`Http${answer.status}`, `it answers ${answer.status}`, answer.status);
}

function failure(code: string, message: string, status: number | undefined): AwsError {
  return new AwsError({ service: 'imds', action: 'GetCredentials', code, message, status });
}
