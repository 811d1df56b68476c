import { describe, expect, test } from 'vitest';
import { command } from '../../src/commands/sandbox.ts';
import { baseContext } from '../sandbox/base-context.ts';

const run = (ctx: ReturnType<typeof baseContext>, ...positionals: string[]) =>
  command.run(ctx, { flags: {}, positionals, rest: null });

describe('sandbox', () => {
  test.each([['foo'], ['stop', 'now']])('knows no verb %s', async (...words) => {
    await expect(run(baseContext(), ...words)).rejects.toMatchObject({
      kind: 'usage',
      message: `There is no "sandbox ${words.at(-1)}".`,
    });
  });

  test('status tells that nothing runs, and whom one may be', async () => {
    const ctx = baseContext();
    expect(await run(ctx, 'status')).toBe(0);
    expect(ctx.told()).toMatch(/^not running\nhome {5}\/nowhere\/state\/sandbox\n--as alice /);
    expect(ctx.told()).toContain('--as bob');
  });

  test('stop where nothing runs is no error', async () => {
    const ctx = baseContext();
    expect(await run(ctx, 'stop')).toBe(0);
    expect(ctx.told()).toBe('sentinel: the sandbox was not running.\n');
  });
});
