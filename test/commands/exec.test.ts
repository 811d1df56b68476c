import { expect, it } from 'vitest';
import { command } from '../../src/commands/exec.ts';
import type { Context } from '../../src/context.ts';
import { runCommand } from './run.ts';

/** Nothing in it may be touched before the command line has passed. */
const untouched = new Proxy({ env: {}, stdio: {} } as unknown as Context, {
  get(target, name) {
    if (name in target) return Reflect.get(target, name);
    throw new Error(`ctx.${String(name)} was used`);
  },
});

it.each([
  [['--profile', 'dev', '--', '']],
  [['--profile', 'dev', '']],
  [['--profile', 'dev', '--', '', 'x']],
])('refuses an empty command before anything is issued: %j', async (args) => {
  await expect(runCommand(command, untouched, args)).rejects.toMatchObject({
    kind: 'usage',
    message: 'The command to run is empty.',
  });
});
