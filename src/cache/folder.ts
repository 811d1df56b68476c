/** The folder of sealed entries: reading one, writing one, clearing away. Nothing is opened here. */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { writeAtomic } from '../files/atomic.ts';
import { errorCode } from '../files/error-code.ts';
import { ensurePrivateDir, hasPrivateDir } from '../files/private-dir.ts';
import { endOf, HEAD_BYTES } from './entry.ts';

/** A person with five hundred profiles has one of each kind for every one in use. */
export const KEPT = 2000;
/** A parsed policy is the largest thing that is kept; more than this was not written by us. */
const MOST_BYTES = 4 * 1024 * 1024;
/** A temporary file this old belongs to nobody any more: its writer was killed. */
const ABANDONED_MS = 60_000;

/** The bytes of an entry; null where there is none. Links and pipes are not followed or waited for. */
export function readEntry(path: string): Buffer | null {
  let file: number | undefined;
  try {
    file = openSync(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    const about = fstatSync(file);
    return about.isFile() && about.size <= MOST_BYTES ? readFileSync(file) : null;
  } catch {
    return null;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** @throws the system's error where it cannot be written. */
export async function writeEntry(folder: string, name: string, bytes: Uint8Array, now: number) {
  await ensurePrivateDir(folder);
  clearAway(folder, now);
  await writeAtomic(`${folder}/${name}`, bytes);
}

export function removeEntry(path: string): void {
  rmSync(path, { force: true });
}

/**
 * Removes every entry, and what killed writers left of one; gives how many entries there were. Other
 * files are not ours and stay.
 * @throws SentinelError where the folder is a link or somebody else's: then nothing is removed.
 */
export function removeAll(folder: string): number {
  if (!hasPrivateDir(folder)) return 0;
  const names = list(folder);
  for (const name of names) discard(`${folder}/${name}`);
  return names.filter(isEntry).length;
}

/** Removes entries past their end, torn ones, what killed writers left, and the oldest over the bound. */
function clearAway(folder: string, now: number): void {
  const alive: { path: string; until: number }[] = [];
  for (const name of list(folder)) {
    const path = `${folder}/${name}`;
    const until = isEntry(name) ? endOf(head(path)) : null;
    if (until !== null && until > now) alive.push({ path, until });
    else if (until !== null || isAbandoned(path, now)) discard(path);
  }
  if (alive.length < KEPT) return;
  alive.sort((a, b) => b.until - a.until);
  for (const { path } of alive.slice(KEPT - 1)) discard(path);
}

function isEntry(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** An entry, or the temporary file of one as files/atomic.ts names it. */
function isOurs(name: string): boolean {
  return /^[0-9a-f]{64}(?:\.[0-9a-f]{12}\.tmp)?$/.test(name);
}

/** The names that are ours. A folder under such a name is nobody's entry. */
function list(folder: string): string[] {
  try {
    const found = readdirSync(folder, { withFileTypes: true });
    return found.filter((one) => isOurs(one.name) && !one.isDirectory()).map((one) => one.name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Removes a file, or a link and not what it leads to. Another process may have been quicker. */
function discard(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function head(path: string): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES);
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    return bytes.subarray(0, readSync(file, bytes));
  } catch {
    return new Uint8Array(0); // another process removed it meanwhile
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function isAbandoned(path: string, now: number): boolean {
  try {
    return now - statSync(path).mtimeMs > ABANDONED_MS;
  } catch {
    return false;
  }
}
