import { existsSync } from 'node:fs';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { openLedger } from '../ledger/open.ts';
import { ledgerPath } from '../ledger/path.ts';
import { ChainCheck, type KnownHead, type LogProblem } from './chain-check.ts';
import { linesForward } from './forward.ts';
import { logPath } from './log.ts';
import { reading } from './reading.ts';
import type { LogHead } from './types.ts';

/** What the check of one log file found. */
export interface LogCheck {
  readonly file: string;
  readonly ok: boolean;
  readonly lines: number;
  /** The first line's seq; null for an empty log. */
  readonly first: number | null;
  readonly head: LogHead | null;
  readonly problems: readonly LogProblem[];
  /** Files beside the log that hold what crashes left unfinished. */
  readonly setAside: readonly string[];
  /** How many heads in the ledger were compared; null where none were (another file than our own log). */
  readonly headsCompared: number | null;
}

/**
 * Checks a decision log's chain from its first line to its last, and our own log also against the heads
 * that session and break-glass rows in the ledger remember, which is how a cut or rewritten end shows.
 * @param options.file another log, such as a further sink: it may begin later in the chain.
 * @throws SentinelError('failed') where the file cannot be read. Our own log not being there is no
 *   error by itself: nothing may have been decided yet.
 */
export async function verifyLog(
  ctx: Pick<Context, 'paths' | 'clock'>,
  options: { readonly file?: string } = {},
): Promise<LogCheck> {
  const own = options.file === undefined || options.file === logPath(ctx);
  const file = options.file ?? logPath(ctx);
  const heads = own ? await knownHeads(ctx) : null;
  const check = new ChainCheck(heads ?? [], !own);
  const found = reading(file, (open) => {
    for (const { bytes, whole } of linesForward(open)) check.take(bytes, whole);
    return true;
  });
  if (found === null && !own) throw new SentinelError('failed', `There is no log ${file}.`);
  check.finish();
  return {
    file,
    ok: check.problems.length === 0,
    lines: check.lines,
    first: check.first,
    head: check.head,
    problems: check.problems,
    setAside: check.setAside,
    headsCompared: heads?.length ?? null,
  };
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
