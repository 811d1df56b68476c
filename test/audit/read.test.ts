import { appendFileSync, mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { logPath, openDecisionLog } from '../../src/audit/log.ts';
import { readDecisions } from '../../src/audit/read.ts';
import { HOSTILE } from '../helpers/hostile.ts';
import { entry, logContext } from './samples.ts';

const seqs = (lines: { seq: number }[]) => lines.map((line) => line.seq);

test('newest first, to the limit, by a filter', async () => {
  const ctx = logContext();
  const log = openDecisionLog(ctx);
  for (let i = 1; i <= 6; i++) await log.append(entry({ user: i % 2 ? 'alice' : 'bob' }));
  expect(seqs(await readDecisions(ctx))).toEqual([6, 5, 4, 3, 2, 1]);
  expect(seqs(await readDecisions(ctx, { limit: 2 }))).toEqual([6, 5]);
  expect(seqs(await readDecisions(ctx, { limit: 0 }))).toEqual([]);
  const bobs = { limit: 2, filter: ({ user }: { user: string }) => user === 'bob' };
  expect(seqs(await readDecisions(ctx, bobs))).toEqual([6, 4]);
  expect(seqs(await readDecisions(ctx, { file: logPath(ctx), limit: 1 }))).toEqual([6]);
});

test('passes over what is no line, and a last line without its end', async () => {
  const ctx = logContext();
  const log = openDecisionLog(ctx);
  await log.append(entry());
  appendFileSync(logPath(ctx), '\nrubbish\n\n{"seq":');
  expect(seqs(await readDecisions(ctx))).toEqual([1]);
});

test('no log yet: no lines', async () => {
  const ctx = logContext();
  expect(await readDecisions(ctx)).toEqual([]);
  mkdirSync(ctx.paths.state);
  expect(await readDecisions(ctx)).toEqual([]);
});

test('hostile text comes back unchanged', async () => {
  const ctx = logContext();
  const log = openDecisionLog(ctx);
  for (const text of HOSTILE)
    await log.append(entry({ user: text, justification: text, ticket: text }));
  const lines = (await readDecisions(ctx)).reverse();
  expect(lines.map(({ user, justification, ticket }) => [user, justification, ticket])).toEqual(
    HOSTILE.map((text) => [text, text, text]),
  );
});
