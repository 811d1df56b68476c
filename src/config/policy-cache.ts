import type { Context } from '../context.ts';
import type { AccessPolicy } from '../policy/types.ts';
import type { ZoneSpans } from '../policy/zone-spans.ts';

/**
 * Policies in files as `policy explain` read them before, with the offsets of their zones: the YAML
 * parser and `Intl` together take as long as starting Node. In the user's own cache folder, beside
 * Node's compile cache, so whoever could forge an entry could forge the program. The gate, which
 * issues, does not use it.
 */
export interface KnownPolicy {
  readonly policy: AccessPolicy;
  readonly zones: Readonly<Record<string, ZoneSpans>>;
}

interface Entry extends KnownPolicy {
  readonly build: string;
  readonly tzdata: string | undefined;
  readonly text: string;
}

const DAY = 86_400_000;
/** Entries kept; each is at most a few times the 256 KiB of a policy. */
const KEPT = 32;

/**
 * What this very text was read as by this very build; null where that is not known.
 * @param build names the code that read it.
 */
export function recallPolicy(ctx: Context, text: string, build: string): KnownPolicy | null {
  try {
    const { readFileSync } = process.getBuiltinModule('node:fs');
    const entry: Entry = JSON.parse(readFileSync(placeOf(ctx, text), 'utf8'));
    const same =
      entry.text === text && entry.build === build && entry.tzdata === process.versions['tz'];
    // The offsets must reach as far as changes are looked for.
    const fresh = Object.values(entry.zones).every(({ to }) => to > ctx.clock.now() + 410 * DAY);
    return same && fresh ? entry : null;
  } catch {
    return null; // absent, torn or not readable: it is read anew
  }
}

/** Keeps what a text was read as. What cannot be kept is not: a cache may fail without a word. */
export async function keepPolicy(
  ctx: Context,
  text: string,
  build: string,
  policy: AccessPolicy,
): Promise<void> {
  const [{ ensurePrivateDir }, { writeAtomic }, { takeSpans }, { openZone }] = await Promise.all([
    import('../files/private-dir.ts'),
    import('../files/atomic.ts'),
    import('../policy/zone-spans.ts'),
    import('../policy/zone.ts'),
  ]);
  const from = Math.floor(ctx.clock.now() / DAY - 2) * DAY;
  const names = new Set(
    [policy.timezone, ...policy.rules.map((rule) => rule.conditions.time?.timezone)].filter(
      (name) => name !== undefined,
    ),
  );
  const zones = Object.fromEntries(
    [...names].map((name) => [name, takeSpans(openZone(name), from, from + 500 * DAY)]),
  );
  const entry: Entry = { build, tzdata: process.versions['tz'], text, policy, zones };
  try {
    await ensurePrivateDir(folderOf(ctx));
    dropOldest(folderOf(ctx));
    await writeAtomic(placeOf(ctx, text), JSON.stringify(entry));
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

function folderOf(ctx: Context): string {
  return `${ctx.paths.cache}/policies`;
}

/** FNV-1a, only to find the file: the text itself is compared. (A real hash costs 4 ms of start-up.) */
function placeOf(ctx: Context, text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${folderOf(ctx)}/${(hash >>> 0).toString(16).padStart(8, '0')}.json`;
}
