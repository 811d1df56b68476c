import { expect, test } from 'vitest';
import { GLOBAL_FLAGS } from '../../src/cli/globals.ts';
import { loadAllCommands } from '../../src/commands/index.ts';
import { declared } from '../../src/completion/declared.ts';

test('the table is plain JSON, as the build writes it', async () => {
  const table = await declared();
  expect(JSON.parse(JSON.stringify(table))).toEqual(table);
  expect(table.commands.map(({ name }) => name)).toContain('completion');
});

/** Flags whose value no file of this machine knows. */
const FREE =
  /^(duration|min-ttl|user|arn|role-arn|at|reason|limit|times|milliseconds|format|profiles|version)$/;

test('each flag with a value says what completes it, or is known to be free', async () => {
  const flags = [...(await loadAllCommands()).map(({ flags }) => flags), GLOBAL_FLAGS]
    .flatMap((one) => Object.entries(one))
    .filter(([name, flag]) => flag.type === 'string' && !FREE.test(name));
  const silent = flags.filter(([, flag]) => !flag.choices && !flag.completes).map(([name]) => name);
  expect(silent).toEqual([]);
});
