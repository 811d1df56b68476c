import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { logPath, openDecisionLog } from '../../src/audit/log.ts';
import { command } from '../../src/commands/audit-verify-log.ts';
import type { Context } from '../../src/context.ts';
import { entry, logContext } from '../audit/samples.ts';
import { tempDir } from '../helpers/temp-dir.ts';

async function run(
  ctx: ReturnType<typeof logContext>,
  flags: Record<string, string | boolean> = {},
) {
  let out = '';
  const stdout = new Writable({
    write(chunk, _, done) {
      out += chunk;
      done();
    },
  });
  const whole = { ...ctx, stdio: { ...ctx.stdio, stdout } } as unknown as Context;
  const code = await command.run(whole, { flags, positionals: [], rest: null });
  return { code, out };
}

async function logOf(lines: number) {
  const ctx = logContext();
  const log = openDecisionLog(ctx);
  for (let i = 0; i < lines; i++) await log.append(entry());
  return ctx;
}

test('a whole log: one line, exit 0', async () => {
  const ctx = await logOf(3);
  expect(await run(ctx)).toEqual({ code: 0, out: `${logPath(ctx)}: 3 lines whole, seq 1 to 3\n` });
});

test('no log yet: says so, exit 0', async () => {
  const ctx = logContext();
  expect(await run(ctx)).toEqual({
    code: 0,
    out: `${logPath(ctx)}: nothing has been decided yet\n`,
  });
});

test('a problem: named, exit 1', async () => {
  const ctx = await logOf(3);
  writeFileSync(logPath(ctx), readFileSync(logPath(ctx), 'utf8').replace('alice', 'malice'));
  expect(await run(ctx)).toEqual({
    code: 1,
    out: `${logPath(ctx)}: 1 problem in 3 lines\n  changed: line 1 (seq 1) has been changed\n`,
  });
});

test('what a crash left is told, and is no problem', async () => {
  const ctx = await logOf(1);
  appendFileSync(logPath(ctx), 'half');
  await openDecisionLog(ctx).append(entry());
  const { code, out } = await run(ctx);
  expect(code).toBe(0);
  expect(out).toMatch(/note: an unfinished line was set aside in decisions\.jsonl\.torn-/);
});

test('--json: one object with everything', async () => {
  const ctx = await logOf(2);
  const { code, out } = await run(ctx, { json: true });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    file: logPath(ctx),
    files: ['decisions.jsonl'],
    ok: true,
    lines: 2,
    first: 1,
    head: { seq: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    problems: [],
    more_problems: 0,
    set_aside: [],
    heads_compared: 0,
  });
});

test('--file: another log, and a hostile one cannot act on the terminal', async () => {
  const ctx = await logOf(2);
  const copy = join(tempDir(), 'copy\u001b[2J.jsonl');
  const [, second] = readFileSync(logPath(ctx), 'utf8').split('\n');
  const hostile = (second as string).replace(
    '"pid"',
    '"set_aside":"\\u001b]52;c;eA==\\u0007","pid"',
  );
  writeFileSync(copy, `${hostile}\n${'rubbish\n'.repeat(40)}`);
  const { code, out } = await run(ctx, { file: copy });
  expect(code).toBe(1);
  expect(out).toContain('41 problems in 41 lines');
  expect(out).toContain('and 21 more (--json lists them)');
  expect(out).toContain('not compared with the ledger');
  expect(out).toContain('copy\\x1b[2J.jsonl');
  expect(out).not.toMatch(/(?!\n)\p{Cc}/u);
});

test('--json: nothing in it acts on the terminal, and a program reads the same text', async () => {
  const ctx = await logOf(1);
  const copy = join(tempDir(), 'copy\u009b2J\u202e.jsonl');
  writeFileSync(copy, readFileSync(logPath(ctx)));
  const { out } = await run(ctx, { file: copy, json: true });
  expect(out.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(JSON.parse(out).file).toBe(copy);
});
