/** The role of the ECS task or EKS pod this runs in, by the SDK's provider. */
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { AwsError, type TemporaryKeys } from './api.ts';

type Env = Readonly<Record<string, string | undefined>>;

const WITHIN_MS = 1_000;

/**
 * Fetched anew each time. The provider decides which addresses may be asked: https, this machine, and the
 * metadata addresses of ECS and EKS.
 * @throws AwsError of service `container`. What the provider says is not repeated: it may quote the answer.
 */
export async function containerCredentials(
  env: Env,
  signal: AbortSignal | undefined,
): Promise<TemporaryKeys> {
  const fetching = fetchKeys(env);
  // Given up, it may still fail; nobody listens any more.
  fetching.catch(() => {});
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await Promise.race([fetching, aborted]);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function fetchKeys(env: Env): Promise<TemporaryKeys> {
  const ask = provider(env);
  let keys: Awaited<ReturnType<typeof ask>>;
  try {
    keys = await ask();
  } catch (error) {
    // The provider's errors have no code but what stands in their text.
    const status = /status: (\d{3})/.exec((error as Error).message)?.[1];
    if (status) throw failure(`Http${status}`, `it answers ${status}`, Number(status));
    throw failure('NetworkError', 'it gives no credentials', undefined);
  }
  const expiration = keys.expiration?.getTime() ?? Number.NaN;
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  if (!accessKeyId || !secretAccessKey || !sessionToken || !Number.isFinite(expiration)) {
    throw failure('InvalidResponse', 'its answer holds no credentials', 502);
  }
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}

function provider(env: Env): ReturnType<typeof fromHttp> {
  try {
    return fromHttp({
      // Empty rather than absent: for what is absent the provider would look into process.env.
      awsContainerCredentialsRelativeUri: env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] ?? '',
      awsContainerCredentialsFullUri: env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ?? '',
      awsContainerAuthorizationToken: env['AWS_CONTAINER_AUTHORIZATION_TOKEN'] ?? '',
      awsContainerAuthorizationTokenFile: env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] ?? '',
      timeout: WITHIN_MS,
      maxRetries: 1,
      // Its own warnings go to the console, over whatever is drawn there.
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    });
  } catch {
    const what = 'AWS_CONTAINER_CREDENTIALS_FULL_URI is no address that a container has';
    throw failure('InvalidEndpoint', what, 400);
  }
}

function failure(code: string, message: string, status: number | undefined): AwsError {
  return new AwsError({ service: 'container', action: 'GetCredentials', code, message, status });
}
