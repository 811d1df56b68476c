/**
 * The decision log: one JSON line for each verdict on a request for credentials and for each issue,
 * chained by hashes so that a line changed, moved or missing shows. `fields.ts` and `line.ts` have the
 * bytes, `append.ts` the writing, `rotate.ts` what becomes of a full file, `read.ts` the newest lines,
 * `verify.ts` the check. It is a record, not a control: who owns the files may rewrite all of them, and
 * only a sink that he cannot write to tells.
 */
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { hexId } from '../files/ids.ts';
import { withLock } from '../files/lock.ts';
import { ledgerPath } from '../ledger/path.ts';
import { appendToChain } from './append.ts';
import { formatLine } from './line.ts';
import { refuseOwnFiles } from './own-files.ts';
import { sinkError } from './sink-error.ts';
import { appendToSink, appendToStream } from './sinks.ts';
import type { LogEntry, LogHead } from './types.ts';

export interface DecisionLog {
  /**
   * Adds one line; it is on disk, and in every further sink, when the promise resolves.
   * @throws SentinelError('failed') where it cannot be written: then no credentials are given.
   */
  append(entry: LogEntry): Promise<LogHead>;
}

export interface LogOptions {
  /** Further files that get the same lines. */
  readonly extraSinks?: readonly string[];
  /** `--log-stderr`: the same lines on stderr too. */
  readonly stderr?: boolean;
  /** The time of a line; AWS's where the caller knows it, else the machine's. */
  readonly now?: () => number;
  /** At which size, in bytes, a file is set by and the chain goes on in a new one; default 16 MiB. */
  readonly full?: number;
}

/** What the log needs of the world. */
export type LogContext = Pick<Context, 'paths' | 'clock' | 'random' | 'host' | 'pid' | 'stdio'>;

/**
 * The decision log of this machine's user. Nothing is opened before the first line.
 * @throws SentinelError('usage') for a further sink that is the log itself, its lock or the ledger.
 */
export function openDecisionLog(ctx: LogContext, options: LogOptions = {}): DecisionLog {
  const path = logPath(ctx);
  const lock = `${path}.lock`;
  refuseOwnFiles(options.extraSinks ?? [], [path, lock, ledgerPath(ctx)], ctx.paths.state);
  const write = async (entry: LogEntry): Promise<LogHead> => {
    const line = await guarded(path, () => appendMain(ctx, options, path, entry));
    for (const sink of options.extraSinks ?? []) {
      await guarded(sink, () => appendToSink(sink, line.bytes));
    }
    if (options.stderr) await guarded('stderr', () => appendToStream(ctx.stdio.stderr, line.bytes));
    return line.head;
  };
  return {
    append: (entry) => withLock(lock, () => write(entry), { timeout: PATIENCE }),
  };
}

/**
 * How long to wait for other writers, milliseconds. A line takes them under a millisecond; on a machine
 * with no time left a late line is better than none, and the gate's own deadline stands above this.
 */
const PATIENCE = 30_000;

/** Where the decision log lies. */
export function logPath(ctx: Pick<Context, 'paths'>): string {
  return join(ctx.paths.state, 'decisions.jsonl');
}

function appendMain(ctx: LogContext, options: LogOptions, path: string, entry: LogEntry) {
  const mark = () => hexId(ctx.random, 4);
  return appendToChain(path, { mark, full: options.full }, ({ seq, hash, setAside }) =>
    formatLine(entry, {
      timestamp: new Date(options.now?.() ?? ctx.clock.now()).toISOString(),
      host: ctx.host,
      pid: ctx.pid,
      seq: seq + 1,
      prev: hash,
      ...(setAside === undefined ? {} : { set_aside: setAside }),
    }),
  );
}

async function guarded<T>(sink: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sinkError(sink, error);
  }
}
