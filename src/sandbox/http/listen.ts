/** The HTTP listener: loopback only, bounded bodies, AWS's own date on every answer. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { WireRequest } from './wire.ts';

/** Larger than anything the sandbox takes (S3 objects are not kept). */
const MOST_BYTES = 1024 * 1024;

export interface Listening {
  readonly server: Server;
  readonly port: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection breaks after so many bytes of the body. */
  readonly breakAfter?: number;
}

/** An answer, or none: the connection is closed, is reset, or stays open in silence. */
export type Outcome = Reply | 'cut' | 'reset' | 'never';

export type Handler = (request: WireRequest, held: HeldOpen) => Promise<Outcome>;

/** Keeps the answer open; `closed` is called when the client goes. */
export interface HeldOpen {
  hold(closed: () => void): void;
}

/** @param port tried first; where it is taken or 0, a free one. */
export async function listen(port: number, handler: Handler): Promise<Listening> {
  const http = process.getBuiltinModule('node:http');
  const server = http.createServer((request, response) => {
    // Should the handler fail, its client is cut off; the server goes on.
    serve(request, response, handler).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 30_000;
  server.requestTimeout = 30_000;
  const open = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  try {
    await open(port);
  } catch (error) {
    if (port === 0) throw error;
    await open(0);
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return { server, port: address.port };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handler: Handler,
): Promise<void> {
  response.sendDate = false;
  request.on('error', () => response.destroy());
  const body = await read(request);
  if (body === null) {
    response.writeHead(413).end();
    return;
  }
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  let held = false;
  const reply = await handler(
    {
      method: request.method ?? 'GET',
      path: mark < 0 ? url : url.slice(0, mark),
      query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
      headers: flat(request),
      body,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    },
    {
      hold(closed) {
        held = true;
        response.once('close', closed);
        response.writeHead(200, { 'content-type': 'text/plain' });
        response.flushHeaders();
      },
    },
  );
  if (held) return;
  answer(request, response, reply);
}

function answer(request: IncomingMessage, response: ServerResponse, outcome: Outcome): void {
  if (outcome === 'never') return;
  if (outcome === 'cut') {
    request.socket.destroy();
    return;
  }
  if (outcome === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  response.writeHead(outcome.status, { ...outcome.headers });
  if (outcome.breakAfter === undefined) {
    response.end(outcome.body);
    return;
  }
  const part = Buffer.from(outcome.body).subarray(0, outcome.breakAfter);
  response.write(part, () => request.socket.destroy());
}

function flat(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return headers;
}

function read(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BYTES) chunks.push(chunk);
    });
    request.on('end', () => resolve(size > MOST_BYTES ? null : Buffer.concat(chunks)));
    request.on('close', () => resolve(null));
  });
}
