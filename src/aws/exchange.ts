/** One HTTP exchange with the time-outs of all our calls to AWS. Knows nothing of AWS. */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';

export const CONNECT_MS = 1_000;
export const REQUEST_MS = 3_000;
/** The first try and one more. */
export const TRIES = 2;
/** Far above any answer that is asked for; stops one that does not end. */
const MOST_BYTES = 4 * 1024 * 1024;

export interface Exchanged {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Exchange extends Pick<RequestOptions, 'headers' | 'agent'> {
  /** Default POST. */
  readonly method?: 'GET' | 'PUT' | 'POST';
  /** The time for the whole answer, milliseconds. */
  readonly within?: number;
}

/**
 * Sends a request and reads the whole answer.
 * @throws Error named `TimeoutError` or `AbortError`, or the system's own; half an answer is an error too.
 */
export function exchange(
  url: URL,
  { within = REQUEST_MS, ...options }: Exchange,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Exchanged> {
  const { promise, resolve, reject } = Promise.withResolvers<Exchanged>();
  // Not imported: `import 'node:http'` in a module also loads undici, which takes 15 ms.
  const { request } = process.getBuiltinModule(
    url.protocol === 'https:' ? 'node:https' : 'node:http',
  );
  const call = request(url, { method: 'POST', ...options, ...(signal && { signal }) });
  const stop = timeOut(call, within);
  call.once('error', (error) => {
    stop();
    reject(error);
  });
  call.once('response', (response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_BYTES) call.destroy(new Error('the answer does not end'));
    });
    response.once('error', reject);
    response.once('close', () => {
      stop();
      if (!response.complete) return reject(new Error('the answer was cut off'));
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      });
    });
  });
  call.end(body);
  return promise;
}

/** Ends a call that does not connect, or does not end, in time. Gives what calls it off. */
function timeOut(call: ClientRequest, within: number): () => void {
  const late = (what: string) => () =>
    call.destroy(Object.assign(new Error(`${what} in time`), { name: 'TimeoutError' }));
  const connecting = setTimeout(late('no connection'), CONNECT_MS);
  const answering = setTimeout(late('no answer'), within);
  call.once('socket', (socket) => {
    const connected = () => clearTimeout(connecting);
    if (socket.connecting) socket.once('connect', connected);
    else connected();
  });
  return () => {
    clearTimeout(connecting);
    clearTimeout(answering);
  };
}
