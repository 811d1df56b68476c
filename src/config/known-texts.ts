import type { Context } from '../context.ts';

/**
 * What texts were read as before, so that the YAML parser need not be loaded for the same text again: it
 * takes as long as starting Node. In the user's own cache folder, beside Node's compile cache, so whoever
 * could forge an entry could forge the program. For the user's own texts only: what binds the user (the
 * organisation's file, a policy that the gate decides by) is never taken from here.
 */
export type TextKind = 'policies' | 'configs';

interface Entry<T> {
  readonly build: string;
  readonly text: string;
  readonly read: T;
}

/** Entries kept of each kind; each is at most a few times the 256 KiB of a policy. */
const KEPT = 32;

/**
 * What this very text was read as by this very build; null where that is not known.
 * @param build names the code that read it.
 */
export function recallText<T>(
  ctx: Pick<Context, 'paths'>,
  kind: TextKind,
  text: string,
  build: string,
): T | null {
  try {
    const { readFileSync } = process.getBuiltinModule('node:fs');
    const entry: Entry<T> = JSON.parse(readFileSync(placeOf(ctx, kind, text), 'utf8'));
    return entry.text === text && entry.build === build ? entry.read : null;
  } catch {
    return null; // absent, torn or not readable: it is read anew
  }
}

/** Keeps what a text was read as, which must be plain data. What cannot be kept is not, without a word. */
export async function keepText<T>(
  ctx: Pick<Context, 'paths'>,
  kind: TextKind,
  text: string,
  build: string,
  read: T,
): Promise<void> {
  const [{ ensurePrivateDir }, { writeAtomic }] = await Promise.all([
    import('../files/private-dir.ts'),
    import('../files/atomic.ts'),
  ]);
  try {
    await ensurePrivateDir(folderOf(ctx, kind));
    dropOldest(folderOf(ctx, kind));
    const entry: Entry<T> = { build, text, read };
    await writeAtomic(placeOf(ctx, kind, text), JSON.stringify(entry));
  } catch {
    // a read-only home, a full disk
  }
}

function dropOldest(folder: string): void {
  const { readdirSync, statSync, rmSync } = process.getBuiltinModule('node:fs');
  const byAge = readdirSync(folder)
    .map((name) => ({ path: `${folder}/${name}`, at: statSync(`${folder}/${name}`).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of byAge.slice(KEPT - 1)) rmSync(path, { force: true });
}

function folderOf(ctx: Pick<Context, 'paths'>, kind: TextKind): string {
  return `${ctx.paths.cache}/${kind}`;
}

/** FNV-1a, only to find the file: the text itself is compared. (A real hash costs 4 ms of start-up.) */
function placeOf(ctx: Pick<Context, 'paths'>, kind: TextKind, text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${folderOf(ctx, kind)}/${(hash >>> 0).toString(16).padStart(8, '0')}.json`;
}
