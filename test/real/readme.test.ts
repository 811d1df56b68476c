import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programMissing } from '../helpers/programs.ts';

/**
 * README's examples, run as they stand: each line of a ```sh block that starts with `sentinel`, by a
 * `sentinel` on the PATH that is the built program. `# exit N` behind a line says what to expect. A line
 * that ends with `&` goes on beside the next one, where CODE stands for the code that it shows; it must
 * end well after that.
 */
const root = new URL('../../', import.meta.url).pathname;
const missing = programMissing('aws');

describe.skipIf(missing)(`README’s examples${missing ? ` (${missing})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env['PATH']}`,
    HOME: folder,
    SENTINEL_SANDBOX_HOME: join(folder, 'sandbox'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
  };

  beforeAll(() => {
    const program = join(folder, 'sentinel');
    writeFileSync(
      program,
      `#!/bin/sh\nexec '${process.execPath}' '${root}dist/sentinel.js' "$@"\n`,
    );
    chmodSync(program, 0o755);
  });
  afterAll(() => {
    execFileSync('sentinel', ['sandbox', 'stop'], { env });
    rmSync(folder, { recursive: true, force: true });
  });

  let beside: { readonly child: ChildProcess; readonly code: string } | null = null;

  it.each(examples())('%s', async (line) => {
    const options = { env, encoding: 'utf8', cwd: folder } as const;
    if (line.endsWith(' &')) {
      beside = await begin(line.slice(0, -2), options);
      return;
    }
    const expected = Number(/# exit (\d+)/.exec(line)?.[1] ?? 0);
    const words = line.replace(' CODE', ` ${beside?.code}`);
    const { status, stderr } = spawnSync('sh', ['-c', words], options);
    expect({ status, stderr }).toEqual({ status: expected, stderr: expect.any(String) });
    if (!beside) return;
    const { child } = beside;
    beside = null;
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(0);
  });
});

/** Starts a line and waits until it shows a code. */
async function begin(line: string, options: { env: NodeJS.ProcessEnv; cwd: string }) {
  const child = spawn('sh', ['-c', `exec ${line}`], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  const code = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      told += chunk.toString();
      const found = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(told)?.[0];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`ended without a code: ${told}`)));
  });
  return { child, code };
}

function examples(): string[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].map(([, body]) => body ?? '');
  const lines = blocks
    .join('\n')
    .split('\n')
    .filter((line) => line.startsWith('sentinel'));
  if (lines.length === 0) throw new Error('README has no examples');
  return lines;
}
