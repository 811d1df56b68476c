import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Module addresses for scripts: `${source('files/lock.ts')}` in an import statement. */
export function source(path: string): string {
  return new URL(`../../src/${path}`, import.meta.url).href;
}

/** A process of its own that runs TypeScript from a string, for what only several processes show. */
export interface Script {
  readonly child: ChildProcess;
  /** Resolves when it has written this much. */
  said(text: string): Promise<void>;
  /** Its end, with everything it wrote. */
  readonly ended: Promise<ScriptEnd>;
}

export interface ScriptEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Killed when the test ends, if it still runs. @param args reach the script as process.argv.slice(1). */
export function startScript(code: string, args: readonly string[] = []): Script {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    // The test runner's own settings are not for a child.
    env: { ...process.env, NODE_OPTIONS: '', VITEST: '' },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    child.emit('said');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
  const said = async (text: string) => {
    while (!stdout.includes(text)) {
      const over = await Promise.race([once(child, 'said').then(() => null), ended]);
      if (over && !stdout.includes(text)) {
        throw new Error(`the script ended without saying ${text}: ${over.stderr}`);
      }
    }
  };
  return { child, said, ended };
}

/** Runs a script to its end. */
export function runScript(code: string, args: readonly string[] = []): Promise<ScriptEnd> {
  return startScript(code, args).ended;
}
