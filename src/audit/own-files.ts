import { readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SentinelError } from '../errors.ts';
import { isSegmentName, segmentsIn } from './segments.ts';

/**
 * Refuses further sinks that are Sentinel's own files under whatever name (a link, a descriptor of
 * /dev/fd): a second copy of a line breaks the chain, and a database that anything else opens and
 * closes loses its locks (see files/sqlite.ts). Looks only: nothing is opened or made.
 * @param own absolute paths; SQLite's companions (`-wal`, `-shm`, `-journal`) belong to them.
 * @param folder of the log: its files that were set by, or will be, are its own too.
 * @throws SentinelError `usage`
 */
export function refuseOwnFiles(
  sinks: readonly string[],
  own: readonly string[],
  folder: string,
): void {
  if (sinks.length === 0) return;
  const files = own.flatMap((path) => SUFFIXES.map((suffix) => path + suffix));
  const taken = new Set(
    [...files, ...segmentsIn(folder).map(({ path }) => path)].flatMap(identities),
  );
  const home = realTarget(folder);
  for (const sink of sinks) {
    const target = realTarget(resolve(sink));
    const willBe = dirname(target) === home && isSegmentName(basename(target));
    if (!willBe && !identities(resolve(sink)).some((identity) => taken.has(identity))) continue;
    throw new SentinelError(
      'usage',
      `${sink} is a file of Sentinel's own (decision log, lock or ledger), so the log cannot be copied to it.`,
      ['Name another file with --log-file, or under log: in the config file.'],
    );
  }
}

const SUFFIXES = ['', '-wal', '-shm', '-journal'] as const;

/** What a path leads to, and, where there is a file, which one: hard links have the same. */
function identities(path: string): string[] {
  const target = `path:${realTarget(path)}`;
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats?.isFile() ? [target, `file:${stats.dev}:${stats.ino}`] : [target];
}

/** `realpath` for a file that may not be there yet, and for links that lead to none. */
function realTarget(path: string, links = 40): string {
  try {
    return realpathSync(path);
  } catch {
    const link = links > 0 ? linkOf(path) : null;
    if (link !== null) return realTarget(resolve(dirname(path), link), links - 1);
    const folder = dirname(path);
    return folder === path ? path : join(realTarget(folder, links), basename(path));
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
