import { lstatSync, readlinkSync } from 'node:fs';
import type { Entry, Look } from '../../src/config/system-file.ts';

/**
 * The disk as it were if everything on it belonged to root and others could write nowhere, so that a
 * test can lie in a temporary folder and run as anybody.
 * @param but what is other than that, by path.
 */
export function rootOwned(but: Readonly<Record<string, Partial<Entry>>> = {}): Look {
  return (path) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) return null;
    const kind = found.isSymbolicLink()
      ? { kind: 'link' as const, target: readlinkSync(path) }
      : ({ kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other' } as const);
    return { ...kind, uid: 0, mode: 0o755, id: `${found.dev}:${found.ino}`, ...but[path] };
  };
}
