/**
 * One POST over a connection of its own, without `node:http`: loading that takes the processor as long as
 * everything else of the one call of a warm request. Same time-outs as exchange.ts, which serves where a
 * proxy stands in between, and all other calls.
 */
import type { Socket } from 'node:net';
import { CONNECT_MS, type Exchanged, REQUEST_MS } from './exchange.ts';
import { MOST_BYTES, readAnswer } from './http-answer.ts';

export interface PlainOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** For https: whom to believe. The server's name is always checked. */
  readonly tls: { readonly rejectUnauthorized: true; readonly ca?: string };
}

/**
 * Sends it and reads the whole answer.
 * @throws Error named `TimeoutError` or `AbortError`, or the system's own; half an answer is an error too.
 */
export function plainExchange(
  url: URL,
  options: PlainOptions,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Exchanged> {
  const { promise, resolve, reject } = Promise.withResolvers<Exchanged>();
  const request = requestText(url, options.headers, body);
  const socket = open(url, options);
  const late = (what: string) => () => fail(named('TimeoutError', `${what} in time`));
  const connecting = setTimeout(late('no connection'), CONNECT_MS);
  const answering = setTimeout(late('no answer'), REQUEST_MS);
  const aborted = () => fail(named('AbortError', 'The operation was aborted'));
  const done = () => {
    clearTimeout(connecting);
    clearTimeout(answering);
    signal?.removeEventListener('abort', aborted);
    socket.destroy();
  };
  const fail = (error: unknown) => {
    done();
    reject(error);
  };
  let come = Buffer.alloc(0);
  const look = (ended: boolean) => {
    try {
      const answer = readAnswer(come, ended);
      if (!answer) return;
      done();
      resolve(answer);
    } catch (error) {
      fail(error);
    }
  };
  socket.once('connect', () => clearTimeout(connecting));
  socket.once('error', fail);
  socket.on('data', (chunk: Buffer) => {
    come = Buffer.concat([come, chunk]);
    if (come.length > MOST_BYTES) fail(new Error('the answer does not end'));
    else look(false);
  });
  socket.once('end', () => look(true));
  socket.once('close', () => fail(new Error('the answer was cut off')));
  if (signal?.aborted) aborted();
  signal?.addEventListener('abort', aborted);
  // Not before there is a connection, and for https one to the server that was meant.
  const ready = url.protocol === 'https:' ? 'secureConnect' : 'connect';
  socket.once(ready, () => socket.write(request));
  return promise;
}

function open(url: URL, { tls }: PlainOptions): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol !== 'https:') {
    return process.getBuiltinModule('node:net').connect({ host, port: Number(url.port || 80) });
  }
  const { isIP } = process.getBuiltinModule('node:net');
  return process.getBuiltinModule('node:tls').connect({
    ...tls,
    host,
    port: Number(url.port || 443),
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 && { servername: host }),
  });
}

/** @throws Error for a header that could end its line: what a file or variable holds may be anything. */
function requestText(url: URL, headers: PlainOptions['headers'], body: string): string {
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => {
    if (!/^[\w-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value)) {
      throw new Error(`the header ${name} holds what no header may`);
    }
    return `${name}: ${value}\r\n`;
  });
  return `POST ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
