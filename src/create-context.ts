/** The one place where a Context is built from the real process. */
import type { SpawnOptions } from 'node:child_process';
import { createAwsFactory } from './aws/factory.ts';
import type { Context } from './context.ts';
import { defaultPaths } from './paths.ts';

/**
 * The real world as a Context. Nothing is created, read or connected here, so that `--help` stays cheap.
 * @param proc the process; its environment is copied once.
 * @param debug where `--debug` goes; absent: nowhere.
 * @param stderr opens it.
 */
export function createContext(
  proc: NodeJS.Process,
  debug?: (line: string) => void,
  stderr: () => NodeJS.WriteStream = () => proc.stderr,
): Context {
  const env = Object.freeze({ ...proc.env });
  // What is started with the process's own environment (a `credential_process`) has no use for it.
  delete proc.env['SENTINEL_KEYS_PASSPHRASE'];
  return {
    env,
    platform: proc.platform,
    get host() {
      return proc.getBuiltinModule('node:os').hostname();
    },
    pid: proc.pid,
    self: [proc.execPath, proc.argv[1] ?? ''],
    paths: defaultPaths(env),
    clock: { now: () => Date.now() },
    random: (bytes) => proc.getBuiltinModule('node:crypto').randomBytes(bytes),
    stdio: {
      // Opening a stream has effects (a read stream puts the terminal in play): only when asked for.
      get stdin() {
        return proc.stdin;
      },
      get stdout() {
        return proc.stdout;
      },
      get stderr() {
        return stderr();
      },
    },
    aws: createAwsFactory({ env, ...(debug && { tell: debug }) }),
    ...(debug && { debug }),
    spawn: (command: string, args: readonly string[], options: SpawnOptions) =>
      proc.getBuiltinModule('node:child_process').spawn(command, args, options),
    childEnv: {},
  };
}
