import { endOf, HEAD_BYTES } from '../../cache/entry.ts';
import { cacheFolder } from '../../cache/open.ts';
import { span } from '../../console/text/times.ts';
import type { Context } from '../../context.ts';
import { count, together, warning } from '../finding.ts';
import { lookAt, namesIn, shortText } from '../look.ts';
import type { Check, Finding } from '../types.ts';

/** What ended longer ago than this nobody has come by to clear away, milliseconds. */
const STALE = 24 * 3_600_000;

export const caches: Check = {
  id: 'caches',
  title: 'What is kept',
  about:
    'what is kept between runs, with its age: sealed sessions, texts that were read before, sign-ins that have ended',
  async run(ctx) {
    const sealed = sealedEntries(ctx);
    const texts = ['policies', 'configs'].flatMap((kind) =>
      agesIn(ctx, `${ctx.paths.cache}/${kind}`),
    );
    const said = [
      sealed.length === 0
        ? 'no sealed entry'
        : `${count(sealed.length, 'sealed entry', 'sealed entries')} (oldest ${span(oldest(sealed.map(({ age }) => age)))})`,
      ...(texts.length > 0
        ? [`${count(texts.length, 'text')} read before (oldest ${span(oldest(texts))})`]
        : []),
      ...signIns(ctx),
    ];
    const found = stale(sealed);
    const line = `${said.join(', ')}.`;
    return together(found, `${line.charAt(0).toUpperCase()}${line.slice(1)}`);
  },
};

interface Sealed {
  readonly age: number;
  /** When it ends, milliseconds since the epoch; null: it is torn. */
  readonly until: number | null;
  /** How long ago it ended; 0 or less: it has not. */
  readonly ended: number;
}

function sealedEntries(ctx: Context): Sealed[] {
  const folder = cacheFolder(ctx);
  const now = ctx.clock.now();
  return namesIn(folder)
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .flatMap((name) => {
      const found = lookAt(`${folder}/${name}`);
      if (found?.kind !== 'file') return [];
      const until = endOf(headOf(`${folder}/${name}`));
      return [{ age: now - found.modified, until, ended: until === null ? 0 : now - until }];
    });
}

function headOf(path: string): Uint8Array {
  const { closeSync, openSync, readSync } = process.getBuiltinModule('node:fs');
  const bytes = new Uint8Array(HEAD_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return new Uint8Array(0);
  }
}

function stale(sealed: readonly Sealed[]): Finding[] {
  const old = sealed.filter(({ ended }) => ended > STALE);
  const torn = sealed.filter(({ until }) => until === null);
  const what = [
    ...(old.length > 0
      ? [
          `${count(old.length, 'sealed entry has', 'sealed entries have')} ended up to ${span(oldest(old.map(({ ended }) => ended)))} ago`,
        ]
      : []),
    ...(torn.length > 0
      ? [`${count(torn.length, 'sealed entry is', 'sealed entries are')} torn`]
      : []),
  ];
  if (what.length === 0) return [];
  return [warning(`${what.join(', and ')}: nobody has cleared them away.`, 'sentinel cache clear')];
}

function agesIn(ctx: Context, folder: string): number[] {
  return namesIn(folder)
    .filter((name) => /^[0-9a-f]{8}\.json$/.test(name))
    .flatMap((name) => {
      const found = lookAt(`${folder}/${name}`);
      return found ? [ctx.clock.now() - found.modified] : [];
    });
}

/** Tokens in the folder that is shared with the AWS CLI; their ends alone are read. */
function signIns(ctx: Context): string[] {
  const ended = namesIn(ctx.paths.ssoCache)
    .filter((name) => /^[0-9a-f]{40}\.json$/.test(name))
    .flatMap((name) => {
      const end = endOfToken(shortText(`${ctx.paths.ssoCache}/${name}`) ?? '');
      const ago = end === null ? 0 : ctx.clock.now() - end;
      return ago > 0 ? [ago] : [];
    });
  if (ended.length === 0) return [];
  return [`${count(ended.length, 'ended sign-in')} (up to ${span(oldest(ended))} ago)`];
}

function endOfToken(text: string): number | null {
  try {
    const { accessToken, expiresAt } = Object(JSON.parse(text)) as Record<string, unknown>;
    const end = typeof expiresAt === 'string' ? Date.parse(expiresAt.replace(/UTC$/, 'Z')) : NaN;
    return typeof accessToken === 'string' && Number.isFinite(end) ? end : null;
  } catch {
    return null;
  }
}

function oldest(ages: readonly number[]): number {
  return ages.reduce((most, one) => Math.max(most, one), 0);
}
