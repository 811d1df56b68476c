import type { formatPatch, structuredPatch } from 'diff';

/** A text with what it is called; null: there is none. */
export interface Named {
  readonly title: string;
  readonly text: string | null;
}

/** Beyond so many changed lines two texts have nothing to do with each other, and all of it is shown. */
const MOST_EDITS = 4000;

/** A unified diff; empty where the texts are the same. */
export type Differ = (before: Named, after: Named) => string;

/** jsdiff, loaded where a diff is wanted. */
export async function openDiffer(): Promise<Differ> {
  const { formatPatch, structuredPatch, FILE_HEADERS_ONLY } = await import('diff');
  return (before, after) =>
    patchText({ formatPatch, structuredPatch }, FILE_HEADERS_ONLY, before, after);
}

function patchText(
  lib: { formatPatch: typeof formatPatch; structuredPatch: typeof structuredPatch },
  headers: Parameters<typeof formatPatch>[1],
  before: Named,
  after: Named,
): string {
  if (before.text === after.text) return '';
  const titles = [before.title, after.title] as const;
  const [was, is] = [before.text ?? '', after.text ?? ''];
  const found = lib.structuredPatch(...titles, was, is, undefined, undefined, {
    context: 3,
    maxEditLength: MOST_EDITS,
  });
  if (found) return lib.formatPatch(found, headers);
  const gone = lib.structuredPatch(...titles, was, '', undefined, undefined, { context: 0 });
  const come = lib.structuredPatch(...titles, '', is, undefined, undefined, { context: 0 });
  return lib.formatPatch({ ...gone, hunks: [...gone.hunks, ...come.hunks] }, headers);
}
