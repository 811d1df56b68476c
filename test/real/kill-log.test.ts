/** The decision log of writers that are killed: whole, chained, and with every line that anybody was told of. */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { logPath, openDecisionLog } from '../../src/audit/log.ts';
import { readDecisions } from '../../src/audit/read.ts';
import { isSegmentName } from '../../src/audit/segments.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { entry, logContext } from '../audit/samples.ts';
import { killedAtCall, killedAtRandom } from '../helpers/kill.ts';
import { source } from '../helpers/script.ts';

const OPEN = `
  import { randomBytes } from 'node:crypto';
  const { openDecisionLog } = await import(${JSON.stringify(source('audit/log.ts'))});
  const [, state, full] = process.argv;
  const log = openDecisionLog({
    paths: { state }, clock: { now: () => Date.now() }, random: randomBytes,
    host: 'laptop', pid: process.pid, stdio: process,
  }, { full: Number(full) });
  const append = async (length) => {
    const { seq, hash } = await log.append({
      event: 'decision', user: 'alice', principal_arn: 'arn', profile: 'prod', reason: 'x'.repeat(length),
    });
    process.stdout.write(seq + ' ' + hash + '\\n');
  };`;

/** Lines of all lengths, some longer than what the kernel writes at once: those may be torn by a kill. */
const WRITER = `${OPEN} for (let i = 0; ; i++) await append(i % 7 === 0 ? 200_000 : i * 131 % 3000);`;

/** What a writer was told: [seq, hash]. A line without its end may have been cut by the kill. */
const told = (stdout: string) =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ') as [string, string]);

/** Whatever happened: the chain holds, nothing told is missing, nothing is there twice. */
async function checkAftermath(
  ctx: ReturnType<typeof logContext>,
  acknowledged: readonly [string, string][],
): Promise<void> {
  const { setAside } = await openDecisionLog(ctx).append(entry());
  const check = await verifyLog(ctx);
  expect(check.problems).toEqual([]);
  const aside = readdirSync(ctx.paths.state).filter((name) => name.includes('.torn-'));
  expect(check.setAside.toSorted()).toEqual(aside.sort());
  if (setAside !== undefined) expect(aside).toContain(setAside);
  const lines = await readDecisions(ctx);
  expect(lines).toHaveLength(check.lines);
  const hashes = new Map(lines.map((line) => [`${line.seq}`, line.hash]));
  expect(hashes.size).toBe(lines.length);
  for (const [seq, hash] of acknowledged) expect(hashes.get(seq)).toBe(hash);
}

test('a hundred and twenty writers killed at random, four at once, while files fill', {
  timeout: 120_000,
}, async () => {
  let segments = 0;
  for (let round = 0; round < 6; round++) {
    const ctx = logContext();
    const acknowledged: [string, string][] = [];
    for (let batch = 0; batch < 5; batch++) {
      const ends = await Promise.all(
        Array.from({ length: 4 }, () => killedAtRandom(WRITER, [ctx.paths.state, '50000'], 40)),
      );
      expect(ends.map((end) => end.stderr).join('')).toBe('');
      for (const end of ends) acknowledged.push(...told(end.stdout));
    }
    expect(acknowledged.length).toBeGreaterThan(20);
    await checkAftermath(ctx, acknowledged);
    segments += readdirSync(ctx.paths.state).filter(isSegmentName).length;
  }
  expect(segments).toBeGreaterThan(20);
});

describe('killed at every single call to the file system', () => {
  const ONE = `${OPEN} startCounting(); await append(100);`;
  const SITUATIONS: [string, string, (path: string) => void, number][] = [
    ['a line', '1000000', () => {}, 4],
    ['a full file', '1', () => {}, 10],
    ['a torn line', '1000000', (path) => appendFileSync(path, '{"half'), 8],
    ['a torn line in a full file', '1', (path) => appendFileSync(path, '{"half'), 14],
  ];
  const cases = SITUATIONS.flatMap(([name, ...rest]) => [
    [`${name}: before it`, false, ...rest] as const,
    [`${name}: in the middle of a write`, true, ...rest] as const,
  ]);
  test.each(cases)('%s', { timeout: 60_000 }, async (_, half, full, prepare, least) => {
    let kills = 0;
    for (let at = 1; ; at++) {
      const ctx = logContext();
      const before: [string, string][] = [];
      for (let i = 0; i < 2; i++) {
        const { seq, hash } = await openDecisionLog(ctx).append(entry());
        before.push([`${seq}`, hash]);
      }
      prepare(logPath(ctx));
      const { killed, stdout } = killedAtCall(ONE, [ctx.paths.state, full], at, half);
      await checkAftermath(ctx, [...before, ...told(stdout)]);
      if (!killed) break;
      kills++;
    }
    expect(kills).toBeGreaterThanOrEqual(least);
  });
});

test('what a kill left is kept byte for byte beside the log', async () => {
  const ctx = logContext();
  const ONE = `${OPEN} startCounting(); await append(5000);`;
  await openDecisionLog(ctx).append(entry());
  let at = 1;
  while (killedAtCall(ONE, [ctx.paths.state, '1000000'], at, true).killed) {
    const text = readFileSync(logPath(ctx), 'utf8');
    if (!text.endsWith('\n')) {
      const torn = text.slice(text.lastIndexOf('\n') + 1);
      const { setAside } = await openDecisionLog(ctx).append(entry());
      expect(readFileSync(join(ctx.paths.state, setAside as string), 'utf8')).toBe(torn);
      return;
    }
    at++;
  }
  expect.unreachable('no write was stopped in its middle');
});
