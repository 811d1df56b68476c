import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programMissing } from '../helpers/programs.ts';

/**
 * README's examples, run as they stand: each line of a ```sh block that starts with `sentinel`, by a
 * `sentinel` on the PATH that is the built program. `# exit N` behind a line says what to expect.
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

  it.each(examples())('%s', (line) => {
    const expected = Number(/# exit (\d+)/.exec(line)?.[1] ?? 0);
    const { status, stderr } = spawnSync('sh', ['-c', line], {
      env,
      encoding: 'utf8',
      cwd: folder,
    });
    expect({ status, stderr }).toEqual({ status: expected, stderr: expect.any(String) });
  });
});

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
