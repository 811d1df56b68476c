/** The page on this machine to which the browser brings the code of a PKCE sign-in: one answer, then gone. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SentinelError } from '../errors.ts';

const PATH = '/oauth/callback';

export interface Callback {
  /** `http://127.0.0.1:PORT/oauth/callback`. */
  readonly redirectUri: string;
  /** The code. Rejects with SentinelError where the person, or AWS, refused. */
  readonly code: Promise<string>;
  close(): void;
}

/**
 * Listens on 127.0.0.1 alone, on a free port. Takes the one request that brings `state`, also for a refusal
 * (RFC 6749, 4.1.2.1); to all others (any page in the browser can find the port) it says no and goes on
 * waiting.
 */
export async function listenForCode(state: string): Promise<Callback> {
  const http = process.getBuiltinModule('node:http');
  const { promise: code, resolve, reject } = Promise.withResolvers<string>();
  // Nobody may be waiting yet when the refusal comes.
  code.catch(() => {});
  let done = false;
  const server = http.createServer((request, response) => {
    const query = askedFor(request, server.address() as AddressInfo | null);
    if (typeof query === 'number') return reply(response, query, 'This is not the page.');
    if (done) return reply(response, 410, 'This sign-in has had its answer.');
    const [found, error] = [query.get('code'), query.get('error')];
    const ours = query.get('state') === state;
    if (ours && found) {
      done = true;
      reply(
        response,
        200,
        'Sentinel has the answer. You may close this page and go back to the terminal.',
      );
      resolve(found);
    } else if (ours && error !== null) {
      done = true;
      reply(response, 200, 'The sign-in was refused. You may close this page.');
      reject(refused());
    } else reply(response, 400, 'This answer belongs to another sign-in.');
  });
  server.keepAliveTimeout = 1;
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${port}${PATH}`,
    code,
    close() {
      server.close();
      server.closeIdleConnections();
      // The browser keeps its connection; what was answered is on its way within this time.
      setTimeout(() => server.closeAllConnections(), 500).unref();
    },
  };
}

/** The query of a request for our page, or the status that refuses it. */
function askedFor(request: IncomingMessage, address: AddressInfo | null): URLSearchParams | number {
  // A name that was made to point here (DNS rebinding) does not stand in for the address.
  if (request.headers.host !== `127.0.0.1:${address?.port}`) return 421;
  // Not resolved against an address: any page may ask for `//` or `http://[`, which are none.
  const text = `http://127.0.0.1${request.url}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.pathname !== PATH) return 404;
  return request.method === 'GET' ? url.searchParams : 405;
}

function reply(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  response.end(`<!doctype html><title>Sentinel</title><p>${sentence}</p>\n`);
}

function refused(): SentinelError {
  return new SentinelError('not_signed_in', 'The sign-in was refused in the browser.', [
    'Start the sign-in again.',
  ]);
}
