/** Looking at files without opening or changing them. */
import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../files/error-code.ts';

/** What stands at a path; links are not followed. */
export interface Looked {
  readonly kind: 'file' | 'folder' | 'link' | 'pipe' | 'other';
  readonly uid: number;
  /** The permission bits. */
  readonly mode: number;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** Null: nothing is there, or nobody lets us see it. */
export function lookAt(path: string, follow = false): Looked | null {
  const { lstatSync, statSync } = process.getBuiltinModule('node:fs');
  try {
    const found = follow ? statSync(path) : lstatSync(path);
    const kinds = [
      [found.isSymbolicLink(), 'link'],
      [found.isFile(), 'file'],
      [found.isDirectory(), 'folder'],
      [found.isFIFO(), 'pipe'],
    ] as const;
    return {
      kind: kinds.find(([is]) => is)?.[1] ?? 'other',
      uid: found.uid,
      mode: found.mode & 0o7777,
      size: found.size,
      modified: found.mtimeMs,
    };
  } catch {
    return null;
  }
}

/** Why this user could not write there (EACCES, EROFS...); null: he could. For a new file: its folder's answer. */
export function whyNotWritable(path: string): string | null {
  const { accessSync } = process.getBuiltinModule('node:fs');
  try {
    accessSync(path, constants.W_OK);
    return null;
  } catch (error) {
    const code = errorCode(error) ?? 'unknown error';
    if (code !== 'ENOENT') return code;
    const folder = dirname(path);
    return folder === path || lookAt(path) !== null ? code : whyNotWritable(folder);
  }
}

/** The names in a folder; none where there is no such folder, or it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return process.getBuiltinModule('node:fs').readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** A text of a few kilobytes; null where it cannot be had, or is larger. */
export function shortText(path: string, most = 256 * 1024): string | null {
  const found = lookAt(path, true);
  if (found?.kind !== 'file' || found.size > most) return null;
  try {
    return process.getBuiltinModule('node:fs').readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Whether this is the user's own; true where the platform has no owners. */
export function isOwn({ uid }: Looked): boolean {
  return process.getuid === undefined || uid === process.getuid();
}
