import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_HASH } from '../../src/audit/line.ts';
import { logPath, openDecisionLog } from '../../src/audit/log.ts';
import type { LogLine } from '../../src/audit/types.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { entry, logContext } from './samples.ts';

const linesOf = (path: string): LogLine[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('numbers the lines, chains them, and says who wrote them when', async () => {
  const ctx = logContext();
  const log = openDecisionLog(ctx);
  const first = await log.append(entry());
  const second = await openDecisionLog(ctx, { now: () => Date.UTC(2030, 0) }).append(
    entry({ event: 'issued' }),
  );
  const [one, two] = linesOf(logPath(ctx));
  expect(one).toEqual({
    ...entry(),
    timestamp: '2026-11-20T02:00:00.000Z',
    host: 'laptop',
    pid: 42,
    seq: 1,
    prev: NO_HASH,
    hash: first.hash,
  });
  expect(two).toMatchObject({
    seq: 2,
    prev: first.hash,
    hash: second.hash,
    timestamp: '2030-01-01T00:00:00.000Z',
  });
  expect(statSync(logPath(ctx)).mode & 0o777).toBe(0o600);
  expect(statSync(ctx.paths.state).mode & 0o777).toBe(0o700);
});

test('opening it writes nothing, and a log that others could read becomes private', async () => {
  const ctx = logContext();
  const log = openDecisionLog(ctx);
  expect(() => statSync(ctx.paths.state)).toThrow('ENOENT');
  await log.append(entry());
  chmodSync(logPath(ctx), 0o644);
  await log.append(entry());
  expect(statSync(logPath(ctx)).mode & 0o777).toBe(0o600);
});

describe('further sinks', () => {
  test('get the same bytes, and so does stderr', async () => {
    const ctx = logContext();
    const sink = join(tempDir(), 'copy.jsonl');
    const log = openDecisionLog(ctx, { extraSinks: [sink], stderr: true });
    await log.append(entry());
    await log.append(entry({ user: 'mallory\u001b[2J' }));
    const bytes = readFileSync(logPath(ctx), 'utf8');
    expect(readFileSync(sink, 'utf8')).toBe(bytes);
    expect(ctx.said()).toBe(bytes);
    expect(statSync(sink).mode & 0o777).toBe(0o600);
    expect((await verifyLog(ctx, { file: sink })).ok).toBe(true);
  });

  test('one with an unfinished last line keeps the next line whole', async () => {
    const ctx = logContext();
    const sink = join(tempDir(), 'copy.jsonl');
    writeFileSync(sink, '{"half');
    await openDecisionLog(ctx, { extraSinks: [sink] }).append(entry());
    expect(readFileSync(sink, 'utf8')).toBe(`{"half\n${readFileSync(logPath(ctx), 'utf8')}`);
  });

  test('one that cannot be written stops it, and is named', async () => {
    const ctx = logContext();
    const sink = join(tempDir(), 'no', 'such', 'folder', 'copy.jsonl');
    await expect(
      openDecisionLog(ctx, { extraSinks: [sink] }).append(entry()),
    ).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(
        /folder\/copy\.jsonl cannot be written \(its folder does not exist\)/,
      ),
    });
  });

  describe("that is a file of Sentinel's own is refused before anything is written", () => {
    const sinks: [string, (state: string, place: string) => string][] = [
      ['the log', (state) => join(state, 'decisions.jsonl')],
      ['the lock', (state) => join(state, 'decisions.jsonl.lock')],
      ['the ledger', (state) => join(state, 'ledger.db')],
      ["the ledger's write-ahead log", (state) => join(state, 'ledger.db-wal')],
      ['by a relative path', (state) => relative(process.cwd(), join(state, 'decisions.jsonl'))],
      [
        'by a link to the folder',
        (state, place) => {
          symlinkSync(state, join(place, 'link'));
          return join(place, 'link', 'ledger.db');
        },
      ],
      [
        'by a link to the file',
        (state, place) => {
          symlinkSync(join(state, 'decisions.jsonl'), join(place, 'link'));
          return join(place, 'link');
        },
      ],
    ];
    test.each(sinks)('%s, in a folder that is not there yet', (_, name) => {
      const [place, ctx] = [tempDir(), logContext()];
      const sink = name(ctx.paths.state, place);
      expect(() => openDecisionLog(ctx, { extraSinks: [sink] })).toThrow(
        expect.objectContaining({ kind: 'usage', next: [expect.stringContaining('--log-file')] }),
      );
      expect(existsSync(ctx.paths.state)).toBe(false);
    });

    test.each(sinks)('%s, where it has been used', async (_, name) => {
      const [place, ctx] = [tempDir(), logContext()];
      await openDecisionLog(ctx).append(entry());
      const before = readFileSync(logPath(ctx), 'utf8');
      const sink = name(ctx.paths.state, place);
      expect(() => openDecisionLog(ctx, { extraSinks: [sink] })).toThrow("of Sentinel's own");
      expect(readFileSync(logPath(ctx), 'utf8')).toBe(before);
    });

    test('by a hard link, or a descriptor', async () => {
      const ctx = logContext();
      await openDecisionLog(ctx).append(entry());
      const hard = join(tempDir(), 'hard');
      linkSync(logPath(ctx), hard);
      expect(() => openDecisionLog(ctx, { extraSinks: [hard] })).toThrow("of Sentinel's own");
      const file = openSync(logPath(ctx), 'a');
      expect(() => openDecisionLog(ctx, { extraSinks: [`/dev/fd/${file}`] })).toThrow(
        "of Sentinel's own",
      );
      closeSync(file);
    });

    test('and one beside it is not', async () => {
      const ctx = logContext();
      const sink = join(ctx.paths.state, 'copy.jsonl');
      await openDecisionLog(ctx, { extraSinks: [sink] }).append(entry());
      expect(linesOf(sink)).toHaveLength(1);
    });
  });

  test('may be a device', async () => {
    const ctx = logContext();
    await openDecisionLog(ctx, { extraSinks: ['/dev/null'] }).append(entry());
    await expect(
      openDecisionLog(ctx, { extraSinks: ['/dev/full'] }).append(entry()),
    ).rejects.toThrow('no space left on the disk');
  });
});

describe('what a crash left', () => {
  test.each([
    ['half a line', '{"timestamp":"2026', '{"timestamp":"2026'],
    ['a whole line without its newline', null, null],
    ['zeros, as after a loss of power', '\0\0\0\0', '\0\0\0\0'],
    ['rubbish with a newline', 'rubbish\nmore\n', 'rubbish\nmore\n'],
  ])('%s is set aside and said, and the chain goes on', async (_, torn, kept) => {
    const ctx = logContext();
    const log = openDecisionLog(ctx);
    const before = await log.append(entry());
    const rest = torn ?? (await nextLineOf(ctx)).trimEnd();
    appendFileSync(logPath(ctx), rest);
    const head = await log.append(entry({ event: 'issued' }));
    expect(head).toMatchObject({
      seq: 2,
      setAside: expect.stringMatching(/^decisions\.jsonl\.torn-[0-9a-f]{8}$/),
    });
    expect(linesOf(logPath(ctx))[1]).toMatchObject({ prev: before.hash, set_aside: head.setAside });
    const aside = join(ctx.paths.state, head.setAside as string);
    expect(readFileSync(aside, 'utf8')).toBe(kept ?? rest);
    expect(statSync(aside).mode & 0o777).toBe(0o600);
    expect(await verifyLog(ctx)).toMatchObject({ ok: true, lines: 2, setAside: [head.setAside] });
    expect(await log.append(entry())).not.toHaveProperty('setAside');
  });

  test('a log of nothing but rubbish begins again', async () => {
    const ctx = logContext();
    mkdirSync(ctx.paths.state, { mode: 0o700 });
    writeFileSync(logPath(ctx), 'x'.repeat(100_000));
    expect(await openDecisionLog(ctx).append(entry())).toMatchObject({ seq: 1 });
    expect(linesOf(logPath(ctx))).toHaveLength(1);
  });

  test('a last line that somebody changed locks nobody out, and is found', async () => {
    const ctx = logContext();
    const log = openDecisionLog(ctx);
    await log.append(entry());
    writeFileSync(logPath(ctx), readFileSync(logPath(ctx), 'utf8').replace('alice', 'malice'));
    await log.append(entry());
    const check = await verifyLog(ctx);
    expect(check.problems.map(({ kind, seq }) => [kind, seq])).toEqual([['changed', 1]]);
  });
});

test("a link in the log's place is not followed", async () => {
  const ctx = logContext();
  mkdirSync(ctx.paths.state, { mode: 0o700 });
  const target = join(tempDir(), 'target');
  writeFileSync(target, '');
  symlinkSync(target, logPath(ctx));
  await expect(openDecisionLog(ctx).append(entry())).rejects.toThrow('it is a link');
  expect(readFileSync(target, 'utf8')).toBe('');
});

test('a line longer than any buffer is found again', async () => {
  const ctx = logContext();
  const log = openDecisionLog(ctx);
  const long = await log.append(entry({ justification: 'é'.repeat(300_000) }));
  expect(await log.append(entry())).toMatchObject({ seq: 2 });
  expect(linesOf(logPath(ctx))[1]?.prev).toBe(long.hash);
  expect(readdirSync(ctx.paths.state).sort()).toEqual(['decisions.jsonl', 'decisions.jsonl.lock']);
});

/** The line that would come next, without adding it. */
async function nextLineOf(ctx: ReturnType<typeof logContext>): Promise<string> {
  const other = logContext();
  mkdirSync(other.paths.state, { mode: 0o700 });
  writeFileSync(logPath(other), readFileSync(logPath(ctx)));
  await openDecisionLog(other).append(entry({ event: 'issued' }));
  return readFileSync(logPath(other), 'utf8').trimEnd().split('\n').at(-1) as string;
}
