/** One JSON object in a folder that other tools write to as well. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeAtomic } from '../files/atomic.ts';
import { errorCode } from '../files/error-code.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What the file holds; `absent`, or `unreadable` where it is there and is no JSON object that we may read. */
export function readJsonObject(path: string): JsonObject | 'absent' | 'unreadable' {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as JsonObject) : 'unreadable';
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'absent' : 'unreadable';
  }
}

/**
 * Puts `members` into the file: what else stands in it is kept, a member that is `undefined` goes. The
 * file is 0600 and the old or the new one, whole. Two writers need a lock around it.
 */
export async function mergeJsonObject(path: string, members: JsonObject): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  sweep(path);
  const before = readJsonObject(path);
  const kept = typeof before === 'string' ? {} : before;
  await writeAtomic(path, `${JSON.stringify({ ...kept, ...members })}\n`);
}

/** A write that was killed leaves its temporary file, which holds a token: nobody would ever look there. */
function sweep(path: string): void {
  const name = basename(path);
  for (const entry of readdirSync(dirname(path))) {
    const ours =
      entry.startsWith(`${name}.`) && /^\.[0-9a-f]{12}\.tmp$/.test(entry.slice(name.length));
    if (ours) rmSync(join(dirname(path), entry), { force: true });
  }
}

/** `2026-11-20T13:45:50Z`, as the AWS CLI writes an instant (milliseconds since the epoch). */
export function asTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Such an instant in milliseconds; older CLIs wrote `UTC` for `Z`. Null: none, or without a zone. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== 'string' || !/(?:Z|UTC|[+-]\d\d:?\d\d)$/.test(value)) return null;
  const at = Date.parse(value.replace(/UTC$/, 'Z'));
  return Number.isFinite(at) ? at : null;
}
