/**
 * One signed call of a JSON service without the SDK's client: loading that costs more processor time than
 * everything else in a `credentials` that is answered from the cache. Only the one call of that path is
 * made so; the arithmetic of the signature is the SDK's. Same time-outs, tries and clock correction as the
 * clients have.
 */
import type { AwsOptions } from './api.ts';
import type { DateSeen } from './call.ts';
import { type Exchanged, exchange, TRIES } from './exchange.ts';
import type { Link } from './link.ts';
import { plainExchange } from './plain-exchange.ts';
import { Hash, HttpRequest, SignatureV4 } from './sdk-signer.ts';

/** Between two tries, milliseconds; a throttled service wants more than a lost connection. */
const PAUSE_MS = 100;
/** AWS refuses a signature from five minutes on; what is nearer has another reason. */
const SKEW_MS = 240_000;

export interface JsonCall {
  readonly service: string;
  /** The service's address. */
  readonly endpoint: string;
  /** `X-Amz-Target`. */
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly options: AwsOptions;
  readonly link: Link;
  readonly signal: AbortSignal | undefined;
}

/**
 * The answer's JSON.
 * @throws Error as the SDK throws it: `name` is AWS's code, `$metadata.httpStatusCode` its status; without
 *   a status where there was no whole answer.
 */
export async function signedJson(call: JsonCall, seen: DateSeen): Promise<Record<string, unknown>> {
  let failure: unknown;
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) await pause(call.signal);
    try {
      return await once(call, seen);
    } catch (error) {
      call.signal?.throwIfAborted();
      failure = error;
      if (!worthAnother(error)) break;
    }
  }
  throw failure;
}

async function once(call: JsonCall, seen: DateSeen): Promise<Record<string, unknown>> {
  const signedAt = Date.now() + call.link.clockOffset();
  const body = JSON.stringify(call.input);
  const url = new URL(call.endpoint);
  const headers = await signed(call, url, body, signedAt);
  const answer = await send(call, url, headers, body);
  const date = Date.parse(answer.headers.date ?? '');
  if (Number.isFinite(date)) {
    seen.date = date;
    call.link.learn(date);
  }
  const data = parsed(answer);
  if (answer.status === 200 && data) return data;
  const code = codeOf(answer, data);
  const text = data?.['message'] ?? data?.['Message'];
  throw failed(code, typeof text === 'string' ? text : 'UnknownError', answer.status, {
    skewed: Math.abs(date - signedAt) >= SKEW_MS,
  });
}

async function send(
  { link, signal }: JsonCall,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Exchanged> {
  const { proxyEnv, ...tls } = await link.tls();
  // Only Node's agent knows the way through a proxy. None stands before this machine's own addresses.
  if (proxyEnv && url.protocol === 'https:') {
    return exchange(url, { headers, agent: await link.agent(url.protocol) }, body, signal);
  }
  return plainExchange(url, { headers, tls }, body, signal);
}

async function signed(
  { service, options, target }: JsonCall,
  url: URL,
  body: string,
  signedAt: number,
): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = options.credentials;
  const signer = new SignatureV4({
    service,
    region: options.region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    sha256: Hash.bind(null, 'sha256'),
    applyChecksum: false,
  });
  const request = new HttpRequest({
    method: 'POST',
    path: url.pathname,
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-target': target,
    },
    body,
  });
  const { headers } = await signer.sign(request, { signingDate: new Date(signedAt) });
  return headers;
}

/** Null: not JSON, as from something between us and AWS. */
function parsed({ body }: Exchanged): Record<string, unknown> | null {
  try {
    const data: unknown = JSON.parse(body);
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** As in `com.amazonaws.ssm#ParameterNotFound` or `Throttling:http://...`. */
function codeOf(answer: Exchanged, data: Record<string, unknown> | null): string {
  const named = answer.headers['x-amzn-errortype'] ?? data?.['__type'] ?? data?.['code'];
  const code = /(?:^|#)([\w.]+)(?=:|$)/.exec(String(named ?? ''))?.[1];
  return code ?? (answer.status === 200 ? 'InvalidResponse' : `Http${answer.status}`);
}

interface Failed extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  readonly skewed: boolean;
}

function failed(code: string, message: string, status: number, more: { skewed: boolean }): Failed {
  const $metadata = { httpStatusCode: status === 200 ? 502 : status };
  return Object.assign(new Error(message), { name: code, $metadata, ...more });
}

/** Lost, throttled, at fault, or signed with a wrong clock that the answer has corrected. */
function worthAnother(error: unknown): boolean {
  const { $metadata, skewed, name } = error as Partial<Failed>;
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return name !== 'AbortError';
  return (
    status >= 500 || status === 429 || skewed === true || /Throttl|TooManyRequests/.test(name ?? '')
  );
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  const { setTimeout: sleep } = process.getBuiltinModule('node:timers/promises');
  await sleep(PAUSE_MS, undefined, signal && { signal });
}
