/** A moto server of the test's own: other people's idea of AWS. */
import { spawn } from 'node:child_process';
import { programMissing } from '../helpers/programs.ts';

/** "skipped: needs X", or false where it can be started. */
export const motoMissing = programMissing(
  'python3',
  ['-c', 'import moto.server, flask'],
  'moto_server',
);

export interface Moto {
  readonly url: string;
  stop(): void;
}

/** Starts it on a free port. */
export async function startMoto(): Promise<Moto> {
  // Under `python -m` the process is moto itself, not a version manager's wrapper around it.
  const server = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let told = '';
    const read = (chunk: Buffer) => {
      told += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(told)?.[0];
      if (found) resolve(found);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('exit', () => reject(new Error(`moto ended: ${told}`)));
  });
  return { url, stop: () => void server.kill() };
}
