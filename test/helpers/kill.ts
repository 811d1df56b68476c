/** Processes that are killed with SIGKILL, at random or at a call to the system that is counted. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ScriptEnd, startScript } from './script.ts';

/** Runs before a script's own imports: the Nth call to one of these kills, before it or in its middle. */
const COUNTED = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const CALLS = ['openSync', 'closeSync', 'writeSync', 'fsyncSync', 'ftruncateSync', 'renameSync', 'writeFileSync', 'rmSync'];
  let left = Number(process.env.KILL_AT ?? 0);
  globalThis.startCounting = () => {
    for (const name of CALLS) {
      const call = fs[name];
      fs[name] = (...args) => {
        if (--left === 0) {
          // A write that is stopped in its middle, as far as it had come.
          if (name === 'writeSync' && process.env.KILL_HALF) call(args[0], args[1], 0, Math.floor(args[1].length / 2));
          if (name === 'writeFileSync' && process.env.KILL_HALF) call(args[0], args[1].slice(0, args[1].length / 2), args[2]);
          process.kill(process.pid, 'SIGKILL');
        }
        return call(...args);
      };
    }
    syncBuiltinESMExports();
  };`;

/**
 * Runs a script that is killed at its Nth call to the file system after `startCounting()`.
 * @param half a write is done to its half first.
 * @returns whether it was killed; false where it came to its end before.
 */
export function killedAtCall(
  code: string,
  args: readonly string[],
  at: number,
  half: boolean,
): { killed: boolean; stdout: string } {
  const { signal, status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module-typescript', '-e', COUNTED + code, ...args],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        VITEST: '',
        KILL_AT: `${at}`,
        ...(half && { KILL_HALF: '1' }),
      },
    },
  );
  if (signal !== 'SIGKILL' && (status !== 0 || stderr !== ''))
    throw new Error(stderr || `exit ${status}`);
  return { killed: signal === 'SIGKILL', stdout };
}

/** Starts a script, waits for its first line, and kills it up to `within` ms later. */
export async function killedAtRandom(
  code: string,
  args: readonly string[],
  within: number,
): Promise<ScriptEnd> {
  const script = startScript(code, args);
  await script.said('\n');
  await new Promise((resolve) => setTimeout(resolve, Math.random() * within));
  script.child.kill('SIGKILL');
  return script.ended;
}
