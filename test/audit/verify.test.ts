import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { formatLine } from '../../src/audit/line.ts';
import { logPath, openDecisionLog } from '../../src/audit/log.ts';
import type { LogLine } from '../../src/audit/types.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { emergency, session } from '../ledger/samples.ts';
import { entry, logContext } from './samples.ts';

const LENGTH = 12;
let ctx: ReturnType<typeof logContext>;
let lines: string[];

beforeEach(async () => {
  ctx = logContext();
  const log = openDecisionLog(ctx);
  for (let i = 1; i <= LENGTH; i++) await log.append(entry({ rule_index: i, user: `user-${i}` }));
  lines = readFileSync(logPath(ctx), 'utf8').trimEnd().split('\n');
});

/** Checks a log of these lines: [kind, seq] of each problem. */
async function found(changed: readonly string[], end = '\n') {
  writeFileSync(logPath(ctx), changed.join('\n') + end);
  const check = await verifyLog(ctx);
  expect(check.ok).toBe(check.problems.length === 0);
  return check.problems.map(({ kind, seq }) => [kind, seq]);
}

const at = fc.integer({ min: 0, max: LENGTH - 1 });

test('a whole log', async () => {
  expect(await verifyLog(ctx)).toMatchObject({
    ok: true,
    lines: LENGTH,
    first: 1,
    head: { seq: LENGTH, hash: JSON.parse(lines.at(-1) as string).hash },
    problems: [],
    headsCompared: 0,
  });
});

test('no log and an empty log: nothing decided yet', async () => {
  rmSync(logPath(ctx));
  expect(await verifyLog(ctx)).toMatchObject({ ok: true, lines: 0, head: null, first: null });
  writeFileSync(logPath(ctx), '');
  expect(await verifyLog(ctx)).toMatchObject({ ok: true, lines: 0, head: null, first: null });
});

describe('finds', () => {
  test('any changed byte of any line', async () => {
    const size = Buffer.byteLength(`${lines.join('\n')}\n`);
    const original = readFileSync(logPath(ctx));
    await fc.assert(
      fc.asyncProperty(fc.nat(size - 1), fc.nat(255), async (offset, byte) => {
        fc.pre(original[offset] !== byte);
        const bytes = Buffer.from(original);
        bytes[offset] = byte;
        writeFileSync(logPath(ctx), bytes);
        expect((await verifyLog(ctx)).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test('a changed line, and names it alone', async () => {
    for (let i = 0; i < LENGTH; i++) {
      const changed = lines.with(i, (lines[i] as string).replace('user-', 'USER-'));
      expect(await found(changed)).toEqual([['changed', i + 1]]);
    }
  });

  test('a line that was changed and given a fitting hash of its own', async () => {
    for (let i = 0; i < LENGTH - 1; i++) {
      const { hash, timestamp, host, pid, seq, prev, ...rest } = JSON.parse(
        lines[i] as string,
      ) as LogLine;
      const forged = formatLine({ ...rest, user: 'nobody' }, { timestamp, host, pid, seq, prev });
      expect(forged.head.hash).not.toBe(hash);
      // The line after it says that it followed another one.
      expect(await found(lines.with(i, forged.bytes.toString().trimEnd()))).toEqual([
        ['changed', i + 2],
      ]);
    }
  });

  test('missing lines, wherever and however many', async () => {
    await fc.assert(
      fc.asyncProperty(at, fc.integer({ min: 1, max: LENGTH - 1 }), async (from, length) => {
        fc.pre(from + length < LENGTH); // A missing end is a cut: only the ledger knows of it.
        expect(await found(lines.toSpliced(from, length))).toEqual([['missing', from + 1]]);
      }),
    );
  });

  test("two lines in each other's place", async () => {
    await fc.assert(
      fc.asyncProperty(at, at, async (i, j) => {
        fc.pre(i < j);
        const swapped = lines.with(i, lines[j] as string).with(j, lines[i] as string);
        const problems = await found(swapped);
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.every(([kind]) => kind === 'swapped')).toBe(true);
        expect(problems).toContainEqual(['swapped', i + 1]);
      }),
    );
  });

  test('a repeated line, wherever it is put', async () => {
    await fc.assert(
      fc.asyncProperty(at, at, async (i, j) => {
        fc.pre(i <= j); // Repeated before its place it is the other one that stands wrong; see below.
        expect(await found(lines.toSpliced(j + 1, 0, lines[i] as string))).toEqual([
          ['repeated', i + 1],
        ]);
      }),
    );
    expect((await found([lines[5] as string, ...lines])).length).toBeGreaterThan(0);
  });

  test('a foreign line between', async () => {
    for (const foreign of ['', 'rubbish', '{}', '{"seq":3}']) {
      expect(await found(lines.toSpliced(3, 0, foreign))).toEqual([['unreadable', null]]);
    }
  });

  test('half a line at the end', async () => {
    for (const length of [1, 40, (lines.at(-1) as string).length]) {
      const cut = lines.with(-1, (lines.at(-1) as string).slice(0, length));
      expect(await found(cut, '')).toEqual([['cut', null]]);
    }
  });
});

describe('with the ledger', () => {
  const head = (seq: number) => ({
    logSeq: seq,
    logHash: (JSON.parse(lines[seq - 1] as string) as LogLine).hash,
  });

  beforeEach(async () => {
    const ledger = await openLedger(ctx);
    await ledger.putSession(session({ id: 'a'.repeat(16), ...head(5) }));
    await ledger.putSession(session({ id: 'b'.repeat(16) }));
    await ledger.openBreakglass(emergency({ id: 'e'.repeat(16), ...head(LENGTH) }));
    ledger.close();
  });

  test('a whole log holds every head that rows remember', async () => {
    expect(await verifyLog(ctx)).toMatchObject({ ok: true, headsCompared: 2 });
  });

  test('an end that was cut off is found, also all of it', async () => {
    expect(await found(lines.slice(0, -1))).toEqual([['cut', LENGTH]]);
    expect(await found(lines.slice(0, 4))).toEqual([['cut', 5]]);
    rmSync(logPath(ctx));
    const check = await verifyLog(ctx);
    expect(check.problems.map(({ kind, text }) => [kind, text])).toEqual([
      [
        'cut',
        `the end is cut off: it stops at seq 0, but break-glass event ${'e'.repeat(16)} was recorded at seq 12`,
      ],
    ]);
  });

  test('a log written anew, with a chain that holds, is found', async () => {
    const forged = logContext();
    const log = openDecisionLog(forged);
    for (let i = 1; i <= LENGTH; i++) await log.append(entry({ user: 'nobody' }));
    const anew = readFileSync(logPath(forged), 'utf8').trimEnd().split('\n');
    expect(await found(anew)).toEqual([
      ['changed', 5],
      ['changed', LENGTH],
    ]);
  });
});

describe('another file', () => {
  test('may begin later in the chain, and is not held against the ledger', async () => {
    const copy = join(tempDir(), 'copy.jsonl');
    writeFileSync(copy, `${lines.slice(6).join('\n')}\n`);
    expect(await verifyLog(ctx, { file: copy })).toMatchObject({
      ok: true,
      first: 7,
      headsCompared: null,
    });
    writeFileSync(copy, `${lines.slice(6).toSpliced(2, 1).join('\n')}\n`);
    expect((await verifyLog(ctx, { file: copy })).problems).toMatchObject([
      { kind: 'missing', seq: 9 },
    ]);
  });

  test('that is not there, or cannot be read, is an error', async () => {
    const folder = tempDir();
    await expect(verifyLog(ctx, { file: join(folder, 'none') })).rejects.toMatchObject({
      kind: 'failed',
    });
    await expect(verifyLog(ctx, { file: folder })).rejects.toMatchObject({ kind: 'failed' });
  });
});

test('a log larger than any buffer', async () => {
  const big = logContext();
  mkdirSync(big.paths.state, { mode: 0o700 });
  const log = openDecisionLog(big);
  for (let i = 0; i < 4; i++) await log.append(entry({ reason: 'é'.repeat(150_000) }));
  expect(await verifyLog(big)).toMatchObject({ ok: true, lines: 4 });
  truncateSync(logPath(big), 1_000_000);
  expect((await verifyLog(big)).problems.map(({ kind }) => kind)).toEqual(['cut']);
});
