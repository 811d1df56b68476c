/** Talks to a server's control door. */
import { CONTROL_PREFIX, TOKEN_HEADER } from '../http/control.ts';
import type { Address } from './address.ts';

/** What `ping` tells. */
export interface About {
  readonly home: string;
  readonly pid: number;
  readonly program: string | null;
  readonly clock_offset: number;
}

/** Whether this very server is there; null where nobody, or somebody else, answers within a second. */
export async function ping(address: Address): Promise<About | null> {
  const answer = await tell(address, 'GET', 'ping').catch(() => null);
  return answer?.status === 200 ? (answer.body as unknown as About) : null;
}

/** As `ping`, but asks nothing: a tenth of the work, and good for one command. */
export function listens(address: Address): Promise<Pick<About, 'program'> | null> {
  const { connect } = process.getBuiltinModule('node:net');
  const { hostname: host, port } = new URL(address.url);
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: 1000 });
    const end = (there: boolean) => () => {
      socket.destroy();
      resolve(there ? { program: address.program ?? null } : null);
    };
    socket.once('connect', end(true));
    socket.once('timeout', end(false));
    socket.once('error', end(false));
  });
}

/** Asks it to stop. @returns false where it was not there. */
export async function askToStop(address: Address): Promise<boolean> {
  const answer = await tell(address, 'POST', 'stop', {}).catch(() => null);
  return answer?.status === 200;
}

/** One control request. @throws the connection's error, also after one second without an answer. */
export function tell(
  address: Address,
  method: 'GET' | 'POST',
  verb: string,
  body?: Record<string, unknown>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const http = process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${address.url}${CONTROL_PREFIX}${verb}`,
      { method, agent: false, timeout: 1000, headers: { [TOKEN_HEADER]: address.token } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: read(text) }));
      },
    );
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/**
 * Tells the server that this process uses it, for as long as the process lives: an open console must not
 * lose its AWS to the idle limit. Never keeps this process alive. @returns ends the lease.
 */
export function lease(address: Address): () => void {
  const http = process.getBuiltinModule('node:http');
  const request = http.request(`${address.url}${CONTROL_PREFIX}lease`, {
    agent: false,
    headers: { [TOKEN_HEADER]: address.token },
  });
  request.on('socket', (socket) => socket.unref());
  request.on('response', (response) => {
    response.resume();
    response.on('error', () => {});
  });
  // A server that went away is found out by the next call, not here.
  request.on('error', () => {});
  request.end();
  return () => void request.destroy();
}

function read(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
