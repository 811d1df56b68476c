import { readFile } from 'node:fs/promises';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import type { PolicyRef } from '../../gate/policy-ref.ts';
import type { PolicyReader } from '../../gate/policy-source.ts';
import type { ParsedArgs } from '../types.ts';
import type { NamedText } from './parts.ts';

/** What a name stands for, or why that cannot be had. */
export type Found =
  | { readonly texts: readonly NamedText[] }
  | { readonly why: string; readonly error: SentinelError | null };

/**
 * Reads paths and references. Parameters are read as the gate reads them: with the base credentials of
 * `--profile`, `--aws-profile` or the profile that `whoami` asks with, got when the first is needed.
 */
export function sourceOf(
  ctx: Context,
  flags: ParsedArgs['flags'],
  signal: AbortSignal,
): (name: string) => Promise<Found> {
  const text = (name: string) => {
    const value = flags[name];
    return typeof value === 'string' ? value : undefined;
  };
  const profile = text('profile');
  let door: Promise<Door> | null = null;
  return async (name) => {
    if (name.includes('{profile}') && profile === undefined) {
      throw new SentinelError('usage', `${name} names no policy without a profile.`, [
        'Say which: --profile NAME',
      ]);
    }
    if (!name.startsWith('ssm:')) {
      return fromFile(name.replace(/^file:/, '').replaceAll('{profile}', profile ?? ''));
    }
    const [{ readPolicyRef }, { readPolicyTexts }] = await Promise.all([
      import('../../gate/policy-ref.ts'),
      import('../../gate/policy-source.ts'),
    ]);
    try {
      const ref: PolicyRef = readPolicyRef(name, profile ?? '', '');
      door ??= openDoor(ctx, text, signal);
      const { reached, reader } = await door;
      return { texts: (await readPolicyTexts(reached, ref, reader)).texts };
    } catch (error) {
      if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
      return { why: error.message, error };
    }
  };
}

/** With what parameters are read, and where. */
interface Door {
  readonly reached: Context;
  readonly reader: PolicyReader;
}

async function openDoor(
  ctx: Context,
  flag: (name: string) => string | undefined,
  signal: AbortSignal,
): Promise<Door> {
  const [{ loadConfig }, { loadProfiles }, { chosenProfile }, { startWith }] = await Promise.all([
    import('../../config/load.ts'),
    import('../../profiles/load.ts'),
    import('../../gate/whoami.ts'),
    import('../../gate/start.ts'),
  ]);
  const [config, profiles] = await Promise.all([
    loadConfig(ctx, flag('config')),
    loadProfiles(ctx),
  ]);
  const world = { config, profiles };
  const profile = await chosenProfile(ctx, world, flag('profile'), flag('aws-profile'));
  const regions = flag('region')
    ?.split(',')
    .map((one) => one.trim());
  const where = regions ? { regions } : {};
  const { reach, reader } = await startWith(ctx, world, profile, where, signal);
  return { reached: reach.ctx, reader };
}

async function fromFile(path: string): Promise<Found> {
  try {
    return { texts: [{ ref: path, text: await readFile(path, 'utf8') }] };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    return { why, error: null };
  }
}
