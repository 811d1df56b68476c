import { dirname, join, parse, resolve } from 'node:path';
import { SentinelError } from '../errors.ts';

/** What is asked of one entry of the disk, links not followed. */
export interface Entry {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly uid: number;
  /** The permission bits. */
  readonly mode: number;
  /** Tells entries apart: another one at the same path has another. */
  readonly id: string;
  /** Where a link leads. */
  readonly target?: string;
}

/** Null: there is nothing. Throws the system's own error. */
export type Look = (path: string) => Entry | null;

/** More links than this lead in a circle. */
const MOST_LINKS = 40;

/**
 * Reads the organisation's config file, which is honoured only where none but root can have written it:
 * a regular file, owned by root and writable by nobody else, in folders of which the same is true up to
 * the root (links among them, as macOS's `/etc` is one, are root's and lead to such folders).
 * @returns null where there is no such file.
 * @throws SentinelError `failed` where there is one that does not meet this, or that cannot be looked at:
 *   to go on without it would let whoever can break it switch it off.
 */
export function readSystemConfig(path: string, look: Look = lookAtDisk): string | null {
  const entry = lookAt(path, path, look);
  if (entry === null) return null;
  if (entry.kind !== 'file') throw refusal(path, `${path} is not a regular file`);
  checkOwner(path, path, entry);
  checkFolder(dirname(path), path, look);
  return readSame(path, entry);
}

function checkFolder(folder: string, path: string, look: Look, links = 0): void {
  const { root } = parse(folder);
  let at = root;
  check(at);
  for (const name of folder.slice(root.length).split(/[\\/]/).filter(Boolean)) {
    at = join(at, name);
    check(at);
  }

  function check(one: string): void {
    const entry = lookAt(one, path, look);
    if (entry?.kind === 'link' && links < MOST_LINKS) {
      // Everybody may write to a link as far as its mode goes; only its owner can put another there.
      checkOwner(one, path, { ...entry, mode: 0 });
      checkFolder(resolve(dirname(one), entry.target ?? ''), path, look, links + 1);
    } else if (entry?.kind === 'folder') checkOwner(one, path, entry);
    else throw refusal(path, `${one} is not a folder`);
  }
}

function checkOwner(one: string, path: string, { uid, mode }: Entry): void {
  if (uid !== 0) throw refusal(path, `${one} belongs to uid ${uid}`);
  if ((mode & 0o022) !== 0) {
    const who = (mode & 0o002) !== 0 ? 'everybody' : 'its group';
    throw refusal(path, `${who} may write to ${one}`);
  }
}

function lookAt(one: string, path: string, look: Look): Entry | null {
  try {
    return look(one);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Opens without waiting (a pipe) and without following, and reads only what was looked at. */
function readSame(path: string, entry: Entry): string {
  const fs = process.getBuiltinModule('node:fs');
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  let file: number | null = null;
  try {
    file = fs.openSync(path, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
    const opened = fs.fstatSync(file);
    // Numbers of entries that are gone are given again: it is asked once more what this one is.
    if (!opened.isFile() || `${opened.dev}:${opened.ino}` !== entry.id)
      throw refusal(path, `${path} was swapped while it was read`);
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw cause instanceof SentinelError ? cause : unreadable(path, cause);
  } finally {
    if (file !== null) fs.closeSync(file);
  }
}

function lookAtDisk(path: string): Entry | null {
  const fs = process.getBuiltinModule('node:fs');
  const found = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!found) return null;
  const { uid, mode, dev, ino } = found;
  const common = { uid, mode: mode & 0o7777, id: `${dev}:${ino}` };
  if (found.isSymbolicLink()) return { ...common, kind: 'link', target: fs.readlinkSync(path) };
  return { ...common, kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other' };
}

function unreadable(path: string, cause: unknown): SentinelError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  return refusal(path, `it cannot be read (${code})`, cause);
}

function refusal(path: string, why: string, cause?: unknown): SentinelError {
  return new SentinelError(
    'failed',
    `${path} is not to be relied on: ${why}. Nothing is done without it.`,
    [
      `as root: chown root ${path} ${dirname(path)} && chmod 755 ${dirname(path)} && chmod 644 ${path}`,
    ],
    cause,
  );
}
