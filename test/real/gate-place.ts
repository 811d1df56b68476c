/** The built program with a sandbox of its own, as a user has it on the PATH. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Another build than dist/ may be tried. */
const PROGRAM =
  process.env['SENTINEL_TEST_PROGRAM'] ??
  new URL('../../dist/sentinel.js', import.meta.url).pathname;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs `sentinel` with these words to its end. */
  run(words: readonly string[], env?: Readonly<Record<string, string>>): Ran;
  /** Runs any program in the same environment. */
  tool(program: string, words: readonly string[], env?: Readonly<Record<string, string>>): Ran;
  start(words: readonly string[]): ChildProcess;
  /** What AWS's own tools need to reach this sandbox, as `sentinel sandbox` would print it. */
  toolEnv(): Record<string, string>;
  file(name: string, text: string): string;
  close(): void;
}

/** A folder, a `sentinel` on the PATH, and an environment without anything of the user's AWS. */
export function openPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-real-'));
  const program = join(folder, 'sentinel');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  chmodSync(program, 0o755);
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(AWS_|SENTINEL_|npm_|VITEST|NODE_OPTIONS)/.test(name))
      env[name] = value;
  }
  Object.assign(env, {
    PATH: `${folder}${delimiter}${process.env['PATH']}`,
    HOME: folder,
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    SENTINEL_SANDBOX: '1',
    SENTINEL_SANDBOX_HOME: join(folder, 'sandbox'),
  });
  const tool: Place['tool'] = (name, words, more = {}) => {
    const { status, stdout, stderr } = spawnSync(name, words, {
      env: { ...env, ...more },
      encoding: 'utf8',
    });
    return { code: status, out: stdout, err: stderr };
  };
  const run: Place['run'] = (words, more) => tool(program, words, more);
  return {
    folder,
    env,
    run,
    tool,
    start: (words) => spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] }),
    toolEnv() {
      const { out } = run(['exec', '--profile', 'dev', '--', 'env']);
      return Object.fromEntries(
        out
          .split('\n')
          .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string])
          .filter(([name]) =>
            /^AWS_(ENDPOINT_URL|CONFIG_FILE|SHARED_CREDENTIALS_FILE|EC2_METADATA_DISABLED)$/.test(
              name,
            ),
          ),
      );
    },
    file(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    close() {
      run(['sandbox', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
