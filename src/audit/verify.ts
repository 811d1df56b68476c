import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';
import { ledgerPath, openLedger } from '../ledger/open.ts';
import { ChainCheck, type KnownHead, type LogProblem } from './chain-check.ts';
import { logPath } from './log.ts';
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
  for (const { bytes, whole } of linesForward(file, own)) check.take(bytes, whole);
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

function* linesForward(
  path: string,
  mayBeAbsent: boolean,
): Generator<{ bytes: Buffer; whole: boolean }> {
  const file = open(path, mayBeAbsent);
  if (file === null) return;
  try {
    const chunk = Buffer.alloc(256 * 1024);
    let rest: Buffer = Buffer.alloc(0);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const block = Buffer.concat([rest, chunk.subarray(0, read)]);
      let start = 0;
      for (let at = block.indexOf(0x0a); at >= 0; at = block.indexOf(0x0a, start)) {
        yield { bytes: block.subarray(start, at), whole: true };
        start = at + 1;
      }
      rest = block.subarray(start);
    }
    if (rest.length > 0) yield { bytes: rest, whole: false };
  } finally {
    closeSync(file);
  }
}

function open(path: string, mayBeAbsent: boolean): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' && mayBeAbsent) return null;
    throw new SentinelError('failed', `The log ${path} cannot be read (${code}).`, [], error);
  }
}
