import { dirname } from 'node:path';
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';
import { shellWord } from '../gate/quote.ts';

/** What a person is told where the log, or a further sink of it, takes no line. @param sink its path, or `stderr`. */
export function sinkError(sink: string, error: unknown): SentinelError {
  const code = errorCode(error);
  const why = (code && REASONS[code]) ?? (error instanceof Error ? error.message : String(error));
  return new SentinelError(
    'failed',
    `The decision log ${sink} cannot be written (${why}), so no credentials are given.`,
    next(sink, code),
    error,
  );
}

function next(sink: string, code: string | undefined): string[] {
  if (sink === 'stderr')
    return ['Leave --log-stderr (or stderr under log: in the config file) out.'];
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return [`Make room: df -h ${shellWord(dirname(sink))}`];
  return [`Look at it: ls -ld ${shellWord(sink)}`];
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'your disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a link',
  EIO: 'the disk reports an error',
  EFBIG: 'the file would become larger than is allowed',
  ENXIO: 'it is a pipe that nobody reads, or a socket',
  EPIPE: 'its reader has gone',
  EAGAIN: 'its reader does not keep up',
};
