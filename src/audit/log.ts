/**
 * The decision log: one JSON line for each verdict on a request for credentials and for each issue,
 * chained by hashes so that a line changed, moved or missing shows. `line.ts` has the bytes, `append.ts`
 * the writing, `read.ts` the newest lines, `verify.ts` the check. It is a record, not a control: who owns
 * the file may rewrite all of it, and only a sink that he cannot write to tells.
 * (Rotation is not here yet; `findTail` and the check are where the chain would be carried over.)
 */
import { dirname, join } from 'node:path';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';
import { hexId } from '../files/ids.ts';
import { withLock } from '../files/lock.ts';
import { ledgerPath } from '../ledger/path.ts';
import { appendToChain } from './append.ts';
import { formatLine } from './line.ts';
import { refuseOwnFiles } from './own-files.ts';
import { appendToSink } from './sinks.ts';
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
  refuseOwnFiles(options.extraSinks ?? [], [path, lock, ledgerPath(ctx)]);
  const write = (entry: LogEntry): LogHead => {
    const line = guarded(path, () => appendMain(ctx, options, path, entry));
    for (const sink of options.extraSinks ?? []) {
      guarded(sink, () => appendToSink(sink, line.bytes));
    }
    if (options.stderr) ctx.stdio.stderr.write(line.bytes);
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
  return appendToChain(path, mark, ({ seq, hash, setAside }) =>
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

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = errorCode(error);
    const why = (code && REASONS[code]) ?? (error instanceof Error ? error.message : String(error));
    throw new SentinelError(
      'failed',
      `The decision log ${path} cannot be written (${why}), so no credentials are given.`,
      code === 'ENOSPC' || code === 'EDQUOT'
        ? [`Make room: df -h '${dirname(path)}'`]
        : [`Look at it: ls -ld '${path}'`],
      error,
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'your disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOENT: 'its folder does not exist',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a link',
  EIO: 'the disk reports an error',
  EFBIG: 'the file would become larger than is allowed',
};
