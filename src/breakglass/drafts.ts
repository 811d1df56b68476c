import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { writeAtomic } from '../files/atomic.ts';
import { errorCode } from '../files/error-code.ts';
import { hexId } from '../files/ids.ts';
import { ensurePrivateDir } from '../files/private-dir.ts';
import type { BreakglassForm } from './form.ts';

/** Whose half-filled form this is, and for which profile. */
export interface DraftKey {
  readonly user: string;
  readonly profile: string;
}

type DraftContext = Pick<Context, 'paths' | 'random'>;

/**
 * Keeps a half-filled form (0600, whole or not at all), so that it outlives Esc, expiry and `kill -9`.
 * Saves of one process land in call order: nothing needs to be awaited in between.
 * @throws the system's own error where it cannot be written; the draft before it still stands.
 */
export async function saveDraft(
  ctx: Pick<Context, 'paths'>,
  key: DraftKey,
  form: BreakglassForm,
): Promise<void> {
  const path = draftPath(ctx, key);
  await ensurePrivateDir(draftFolder(ctx));
  await writeAtomic(path, `${JSON.stringify({ ...key, form })}\n`);
}

/**
 * The form as last saved; null where there is none. A file that cannot be understood is renamed, not
 * deleted, and `notice` is told its new name: the words in it may still be wanted.
 */
export async function loadDraft(
  ctx: DraftContext,
  key: DraftKey,
  notice: (sentence: string) => void = () => {},
): Promise<BreakglassForm | null> {
  const path = draftPath(ctx, key);
  const text = readOrNull(path);
  if (text === null) return null;
  const form = understand(text, key);
  if (form !== null) return form;
  const kept = `${path}.broken-${hexId(ctx.random, 4)}`;
  renameSync(path, kept);
  notice(`A break-glass draft could not be read; it is kept as ${kept}.`);
  return null;
}

/** Forgets the draft, once its form was used. */
export async function dropDraft(ctx: Pick<Context, 'paths'>, key: DraftKey): Promise<void> {
  rmSync(draftPath(ctx, key), { force: true });
}

/** Where the draft of this user and profile lies. Names may hold anything, so the file's is a hash. */
export function draftPath(ctx: Pick<Context, 'paths'>, key: DraftKey): string {
  const name = createHash('sha256')
    .update(JSON.stringify([key.user, key.profile]))
    .digest('hex');
  return join(draftFolder(ctx), `${name.slice(0, 32)}.json`);
}

function draftFolder(ctx: Pick<Context, 'paths'>): string {
  return join(ctx.paths.state, 'drafts');
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function understand(text: string, key: DraftKey): BreakglassForm | null {
  try {
    const draft = JSON.parse(text) as Partial<DraftKey> & { form?: Record<string, unknown> };
    const { reasonCode, justification, ticket, duration } = draft.form ?? {};
    const fields = [reasonCode, justification, ticket, duration];
    if (draft.user !== key.user || draft.profile !== key.profile) return null;
    if (fields.some((field) => typeof field !== 'string')) return null;
    // The reason code is checked with the form: a policy may have changed since.
    return { reasonCode, justification, ticket, duration } as BreakglassForm;
  } catch {
    return null;
  }
}
