import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { openLedger } from '../ledger/open.ts';
import { ledgerPath } from '../ledger/path.ts';
import { ChainCheck, type KnownHead, type LogProblem } from './chain-check.ts';
import { linesForward } from './forward.ts';
import { logPath } from './log.ts';
import { type LogFile, withLogFiles } from './snapshot.ts';
import { firstSeq } from './tail.ts';
import type { LogHead } from './types.ts';

/** What the check of a log found. */
export interface LogCheck {
  /** The file that is written to. */
  readonly file: string;
  /** The names of all files, in the chain's order: those that were full and set by, then that one. */
  readonly files: readonly string[];
  readonly ok: boolean;
  readonly lines: number;
  /** The first line's seq; null for an empty log. */
  readonly first: number | null;
  readonly head: LogHead | null;
  readonly problems: readonly LogProblem[];
  /** How many problems there are beyond those listed. */
  readonly more: number;
  /** Files beside the log that hold what crashes left unfinished. */
  readonly setAside: readonly string[];
  /** How many heads in the ledger were compared; null where none were (another file than our own log). */
  readonly headsCompared: number | null;
}

/**
 * Checks a decision log's chain from its first line to its last, through all its files, and our own log
 * also against the heads that session and break-glass rows in the ledger remember, which is how a cut or
 * rewritten end shows. Holds one line at a time.
 * @param options.file another log, such as a further sink: it may begin later in the chain.
 * @throws SentinelError('failed') where a file cannot be read. Our own log not being there is no
 *   error by itself: nothing may have been decided yet.
 */
export async function verifyLog(
  ctx: Pick<Context, 'paths' | 'clock'>,
  options: { readonly file?: string } = {},
): Promise<LogCheck> {
  const own = options.file === undefined || options.file === logPath(ctx);
  const file = options.file ?? logPath(ctx);
  // Before the log: what is recorded later may be in neither.
  const heads = own ? await knownHeads(ctx) : null;
  const check = new ChainCheck(heads ?? [], !own);
  const names = await withLogFiles(file, !own, async (found) => {
    if (found.length === 0 && !own) throw new SentinelError('failed', `There is no log ${file}.`);
    const files = inChainOrder(found);
    for (const one of files) await walk(one, check);
    return files.map(({ name }) => name);
  });
  check.finish();
  return {
    file,
    files: names,
    ok: check.problems.length === 0,
    lines: check.lines,
    first: check.first,
    head: check.head,
    problems: check.problems,
    more: check.more,
    setAside: [...new Set([...check.setAside, ...(own ? tornFiles(file) : [])])],
    headsCompared: heads?.length ?? null,
  };
}

/** By what they hold, not by their names: a renamed file is one fault, not one for each of its lines. */
function inChainOrder(files: readonly LogFile[]): LogFile[] {
  const placed = files.map((file) => {
    const first = file.range ? (file.read(firstSeq) ?? file.range.from) : Number.POSITIVE_INFINITY;
    return { file, first };
  });
  return placed
    .sort((a, b) => (a.first === b.first ? 0 : a.first - b.first))
    .map((one) => one.file);
}

/** How often to look again, 10 ms apart, whether a last line is only just being written. */
const LOOKS = 5;

async function walk(file: LogFile, check: ChainCheck): Promise<void> {
  check.file(file);
  let from = 0;
  for (let looks = 1; ; looks++) {
    const rest = file.read((open) => {
      for (const { bytes, whole } of linesForward(open, undefined, from)) {
        if (!whole) return bytes;
        check.take(bytes, true);
        from += bytes.length + 1;
      }
      return null;
    });
    if (rest === null) return;
    if (file.range !== null || looks === LOOKS) return check.take(rest, false);
    await sleep(10);
  }
}

/** A writer that was killed after it had set a torn line aside has not said so in a line. */
function tornFiles(file: string): string[] {
  if (!existsSync(dirname(file))) return [];
  return readdirSync(dirname(file)).filter((name) => name.startsWith(`${basename(file)}.torn-`));
}

async function knownHeads(ctx: Pick<Context, 'paths' | 'clock'>): Promise<KnownHead[]> {
  if (!existsSync(ledgerPath(ctx))) return [];
  const ledger = await openLedger(ctx);
  try {
    const heads: KnownHead[] = [];
    for (const { id, logSeq, logHash } of await ledger.listSessions({})) {
      if (logSeq !== null && logHash !== null)
        heads.push({ seq: logSeq, hash: logHash, by: `session ${id}` });
    }
    for (const { id, logSeq, logHash } of await ledger.listBreakglass({})) {
      if (logSeq !== null && logHash !== null) {
        heads.push({ seq: logSeq, hash: logHash, by: `break-glass event ${id}` });
      }
    }
    return heads;
  } finally {
    ledger.close();
  }
}
