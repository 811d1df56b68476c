import type { Context } from '../../src/context.ts';
import { baseContext } from '../sandbox/base-context.ts';

/** A person's Context whose every folder lies in `root`; also for scripts in processes of their own. */
export function contextAt(
  root: string,
  change: Partial<Context> = {},
): Context & { told(): string } {
  const { paths } = baseContext();
  return baseContext({
    paths: {
      ...paths,
      config: `${root}/config.yaml`,
      state: `${root}/state`,
      cache: `${root}/cache`,
      runtime: `${root}/run`,
    },
    ...change,
  });
}

/** As in a sandbox: its key store asks nobody. */
export function sandboxAt(root: string, change: Partial<Context> = {}): Context {
  return contextAt(root, { sandbox: { as: 'alice', url: 'http://127.0.0.1:1' }, ...change });
}

/** A person who has set the passphrase of the key file. */
export function withPassphrase(root: string, passphrase = 'correct horse'): Context {
  return contextAt(root, { env: { SENTINEL_KEYS_PASSPHRASE: passphrase } });
}
