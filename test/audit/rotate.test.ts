/** A full log is set by and the chain goes on: what is written, read and checked over several files. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { appendToChain } from '../../src/audit/append.ts';
import { formatLine } from '../../src/audit/line.ts';
import { logPath, openDecisionLog } from '../../src/audit/log.ts';
import { readDecisions } from '../../src/audit/read.ts';
import { FULL } from '../../src/audit/rotate.ts';
import { isSegmentName, segmentName } from '../../src/audit/segments.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { session } from '../ledger/samples.ts';
import { entry, logContext } from './samples.ts';

const LENGTH = 31;
let ctx: ReturnType<typeof logContext>;
const log = (full = 2000) => openDecisionLog(ctx, { full });
const segments = () => readdirSync(ctx.paths.state).filter(isSegmentName).sort();
const at = (name: string) => join(ctx.paths.state, name);
const linesIn = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');

beforeEach(() => {
  ctx = logContext();
});

/** A log of several files, `LENGTH` lines long. */
async function written(): Promise<string[]> {
  for (let i = 1; i <= LENGTH; i++) await log().append(entry({ user: `user-${i}` }));
  const names = segments();
  expect(names.length).toBeGreaterThan(3);
  return names;
}

/** [kind, seq] of each problem. */
async function found() {
  const check = await verifyLog(ctx);
  expect(check.ok).toBe(check.problems.length === 0);
  return check.problems.map(({ kind, seq }) => [kind, seq]);
}

test('one chain through files that say what they hold', async () => {
  const names = await written();
  let next = 1;
  for (const name of names) {
    const seqs = linesIn(at(name)).map((line) => JSON.parse(line).seq as number);
    expect(seqs).toEqual(seqs.map((_, i) => next + i));
    expect(name).toBe(segmentName(next, next + seqs.length - 1));
    expect(statSync(at(name)).mode & 0o777).toBe(0o600);
    // Set by when it is full, not before.
    expect(statSync(at(name)).size).toBeGreaterThanOrEqual(2000);
    expect(statSync(at(name)).size).toBeLessThan(2600);
    next += seqs.length;
  }
  expect(await verifyLog(ctx)).toMatchObject({
    ok: true,
    files: [...names, 'decisions.jsonl'],
    lines: LENGTH,
    first: 1,
    head: { seq: LENGTH },
    problems: [],
  });
});

test('sixteen MiB unless told otherwise', async () => {
  expect(FULL).toBe(16 * 1024 * 1024);
  const line = formatLine(entry({ reason: 'x'.repeat(FULL) }), {
    timestamp: '',
    host: '',
    pid: 1,
    seq: 1,
    prev: '',
  });
  mkdirSync(ctx.paths.state, { mode: 0o700 });
  appendToChain(logPath(ctx), { mark: () => '' }, () => line);
  expect(segments()).toEqual([]);
  expect(await openDecisionLog(ctx).append(entry())).toMatchObject({ seq: 2 });
  expect(segments()).toEqual([segmentName(1, 1)]);
  expect(linesIn(logPath(ctx))).toHaveLength(1);
});

test('is read newest first over all files, opening no more of them than asked for', async () => {
  const [oldest] = await written();
  const seqs = (await readDecisions(ctx)).map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: LENGTH }, (_, i) => LENGTH - i));
  const first = { limit: 1, filter: ({ user }: { user: string }) => user === 'user-1' };
  expect(await readDecisions(ctx, first)).toMatchObject([{ seq: 1 }]);
  rmSync(at(oldest as string));
  mkdirSync(at(oldest as string)); // Cannot be read as a file.
  expect(await readDecisions(ctx, { limit: 10 })).toHaveLength(10);
  await expect(readDecisions(ctx)).rejects.toMatchObject({ kind: 'failed' });
});

test('a file of the log that was set by may be looked at by itself', async () => {
  const [, second = ''] = await written();
  const first = JSON.parse(linesIn(at(second))[0] as string).seq;
  expect(await verifyLog(ctx, { file: at(second) })).toMatchObject({ ok: true, first });
  expect((await readDecisions(ctx, { file: at(second) })).at(-1)).toMatchObject({ seq: first });
});

describe('stopped in the middle', () => {
  test('after the rename: the chain goes on in a new file', async () => {
    await log().append(entry());
    const head = await log().append(entry());
    renameSync(logPath(ctx), at(segmentName(1, 2)));
    expect(await found()).toEqual([]);
    expect(await readDecisions(ctx)).toHaveLength(2);
    expect(await log().append(entry())).toMatchObject({ seq: 3 });
    expect(JSON.parse(linesIn(logPath(ctx))[0] as string)).toMatchObject({ prev: head.hash });
    expect(await found()).toEqual([]);
  });

  test.each([
    ['before a byte of the new file', ''],
    ['in its first line', '{"timestamp":"20'],
  ])('%s', async (_, rest) => {
    await log().append(entry());
    renameSync(logPath(ctx), at(segmentName(1, 1)));
    writeFileSync(logPath(ctx), rest, { mode: 0o600 });
    const head = await log().append(entry());
    expect(head).toMatchObject({ seq: 2 });
    expect(head.setAside !== undefined).toBe(rest !== '');
    expect(await found()).toEqual([]);
  });

  test('with a torn line in a full file: set aside before it is set by', async () => {
    await log(1).append(entry());
    writeFileSync(logPath(ctx), `${readFileSync(logPath(ctx))}{"half`);
    const head = await log(1).append(entry());
    expect(head).toMatchObject({ seq: 2, setAside: expect.stringContaining('.torn-') });
    expect(segments()).toEqual([segmentName(1, 1)]);
    expect(await verifyLog(ctx)).toMatchObject({ ok: true, setAside: [head.setAside] });
  });
});

test('never overwrites a file: with one of that name there, the log grows on', async () => {
  await log(1).append(entry());
  writeFileSync(at(segmentName(1, 1)), 'kept\n');
  expect(await log(1).append(entry())).toMatchObject({ seq: 2 });
  expect(readFileSync(at(segmentName(1, 1)), 'utf8')).toBe('kept\n');
  expect(linesIn(logPath(ctx))).toHaveLength(2);
});

test('a newest file without a line is passed over', async () => {
  await log().append(entry());
  renameSync(logPath(ctx), at(segmentName(1, 1)));
  writeFileSync(at(segmentName(2, 9)), 'rubbish\n');
  expect(await log().append(entry())).toMatchObject({ seq: 2 });
});

test('a file that was set by and cannot be read stops an issue, rather than the chain', async () => {
  await log().append(entry());
  rmSync(logPath(ctx));
  mkdirSync(at(segmentName(1, 1)));
  await expect(log().append(entry())).rejects.toMatchObject({ kind: 'failed' });
});

describe('the check finds', () => {
  let names: string[];
  beforeEach(async () => {
    names = await written();
  });
  const range = (name: string) => (name.match(/\d{10}/g) as string[]).map(Number);

  test('a missing file, whichever', async () => {
    for (const name of names) {
      const bytes = readFileSync(at(name));
      rmSync(at(name));
      expect(await found()).toEqual([['missing', range(name)[0]]]);
      writeFileSync(at(name), bytes);
    }
  });

  test('a renamed file, and that its lines stand in their place all the same', async () => {
    renameSync(at(names[1] as string), at(segmentName(9000, 9100)));
    expect(await found()).toEqual([['renamed', range(names[1] as string)[0]]]);
  });

  test('a file renamed to what is none of the log', async () => {
    renameSync(at(names[1] as string), at('old.jsonl'));
    expect(await found()).toEqual([['missing', range(names[1] as string)[0]]]);
  });

  test("two files in each other's place", async () => {
    const [a, b] = names.slice(0, 2).map((name) => readFileSync(at(name))) as [Buffer, Buffer];
    writeFileSync(at(names[0] as string), b);
    writeFileSync(at(names[1] as string), a);
    expect((await found()).map(([kind]) => kind)).toEqual(['renamed', 'renamed']);
  });

  test('a file that is there twice', async () => {
    copyFileSync(at(names[0] as string), at(segmentName(5000, 5001)));
    const kinds = new Set((await found()).map(([kind]) => kind));
    expect([...kinds].sort()).toEqual(['renamed', 'repeated']);
  });

  test('a line that is changed, gone, twice or torn in a file set by, and where', async () => {
    const name = names[2] as string;
    const lines = linesIn(at(name));
    const [from = 0] = range(name);
    const write = (changed: readonly string[], end = '\n') =>
      writeFileSync(at(name), changed.join('\n') + end);
    write(lines.with(1, (lines[1] as string).replace('user-', 'USER-')));
    expect(await verifyLog(ctx)).toMatchObject({
      problems: [
        {
          kind: 'changed',
          file: name,
          line: 2,
          text: `${name} line 2 (seq ${from + 1}) has been changed`,
        },
      ],
    });
    write(lines.toSpliced(1, 1));
    expect(await found()).toEqual([['missing', from + 1]]);
    write(lines.toSpliced(1, 0, lines[0] as string));
    expect(await found()).toEqual([['repeated', from]]);
    const torn = lines.with(-1, (lines.at(-1) as string).slice(0, 30));
    write(torn, '');
    expect(await found()).toEqual([
      ['cut', null],
      ['missing', from + lines.length - 1],
    ]);
  });

  test('an end cut off between two files: by the name where the log itself is gone', async () => {
    const last = names.at(-1) as string;
    rmSync(logPath(ctx));
    expect(await found()).toEqual([]);
    const lines = linesIn(at(last));
    writeFileSync(at(last), `${lines.slice(0, -1).join('\n')}\n`);
    const check = await verifyLog(ctx);
    expect(check.problems.map(({ kind, seq }) => [kind, seq])).toEqual([['cut', range(last)[1]]]);
    expect(check.problems[0]?.text).toContain(last);
  });

  test('all of it gone but what the ledger remembers', async () => {
    const [newest] = await readDecisions(ctx, { limit: 1 });
    const ledger = await openLedger(ctx);
    const head = { logSeq: LENGTH, logHash: newest?.hash as string };
    await ledger.putSession(session({ id: 'a'.repeat(16), ...head }));
    ledger.close();
    expect(await found()).toEqual([]);
    for (const name of names) rmSync(at(name));
    rmSync(logPath(ctx));
    expect(await found()).toEqual([['cut', 1]]);
    await log().append(entry());
    expect(await found()).toEqual([['cut', 2]]);
  });
});

test('a torn file whose writer was killed before it said so is told all the same', async () => {
  await log().append(entry());
  writeFileSync(at('decisions.jsonl.torn-00000000'), 'half');
  expect(await verifyLog(ctx)).toMatchObject({ setAside: ['decisions.jsonl.torn-00000000'] });
});

test('a sink that is a file of the log, now or later, is refused', async () => {
  const [oldest = ''] = await written();
  const link = join(tempDir(), 'link');
  copyFileSync(at(oldest), link);
  for (const sink of [at(oldest), at(segmentName(7000, 8000))]) {
    expect(() => openDecisionLog(ctx, { extraSinks: [sink] })).toThrow("of Sentinel's own");
  }
  expect(existsSync(at(segmentName(7000, 8000)))).toBe(false);
});

test('ten thousand problems are listed, all are counted', async () => {
  mkdirSync(ctx.paths.state, { mode: 0o700 });
  writeFileSync(logPath(ctx), 'rubbish\n'.repeat(10_050));
  chmodSync(logPath(ctx), 0o600);
  const check = await verifyLog(ctx);
  expect([check.ok, check.problems.length, check.more]).toEqual([false, 10_000, 50]);
});
