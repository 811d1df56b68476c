/** The role of the ECS task or EKS pod this runs in, by the SDK's provider. */
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { AwsError, type TemporaryKeys } from './api.ts';
import { type ContainerPlace, containerPlace, tokenOf } from './container-place.ts';

type Env = Readonly<Record<string, string | undefined>>;

const WITHIN_MS = 1_000;

/**
 * Fetched anew each time, from where container-place.ts says that a container's role may be asked.
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
  const place = containerPlace(env);
  if (typeof place === 'string') throw failure('InvalidEndpoint', place, 400);
  const ask = provider(place);
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

function provider(place: ContainerPlace): ReturnType<typeof fromHttp> {
  const token = tokenOf(place);
  if (token === null) {
    const what = 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names no file that holds one token';
    throw failure('InvalidToken', what, 400);
  }
  return fromHttp({
    // Empty rather than absent: for what is absent the provider would look into process.env.
    awsContainerCredentialsRelativeUri: '',
    awsContainerCredentialsFullUri: place.url.href,
    awsContainerAuthorizationToken: token,
    awsContainerAuthorizationTokenFile: '',
    timeout: WITHIN_MS,
    maxRetries: 1,
    // Its own warnings go to the console, over whatever is drawn there.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
}

function failure(code: string, message: string, status: number | undefined): AwsError {
  return new AwsError({ service: 'container', action: 'GetCredentials', code, message, status });
}
