/**
 * What the organisation's file sets, nothing overrides: not the user's file, not a flag, not a variable.
 * Who contradicts it is told so (exit 2) and never silently overruled, so that nobody takes a flag that
 * had no effect for one that had. Saying the same again is no contradiction.
 */
import { resolve } from 'node:path';
import { SentinelError } from '../errors.ts';
import { formatDuration } from '../policy/duration.ts';
import { isDuration, leavesOf } from './keys.ts';
import type { Config } from './types.ts';

/**
 * To be called by whatever would use a flag, an environment variable or another file's setting instead
 * of the config's value.
 * @param key as in the file: `policy`, `regions`, `tables.sessions`, `profiles.prod.duration`.
 * @param value what is wanted, as Config has it (durations in seconds, regions as a list).
 * @param by for people: `--policy`.
 * @param profile fills `{profile}` in references.
 * @throws SentinelError `usage`, naming the file and the key, where the organisation's file says otherwise.
 */
export function refuseOverride(
  config: Config,
  key: string,
  value: unknown,
  by: string,
  profile?: string,
): void {
  const place = Object.hasOwn(config.fixedBy, key) ? config.fixedBy[key] : undefined;
  if (place === undefined) return;
  const fixed = leavesOf(config).find((leaf) => leaf.key === key)?.value;
  if (agree(key, fixed, value, profile)) return;
  throw contradiction(key, { value: fixed, place }, { value, by }, [`leave out ${by}`]);
}

/** The error for an endpoint of the environment, or of an AWS file, that the organisation's file rules out. */
export function overrideRefused(one: {
  readonly name: string;
  readonly value: string;
  readonly why: string;
}): SentinelError {
  const unset = /^AWS_\w+$/.test(one.name) ? `unset ${one.name}` : `remove ${one.name}`;
  return new SentinelError('usage', `${one.name} says ${one.value}, but ${one.why}.`, [unset]);
}

/** The error for one key with two values. */
export function contradiction(
  key: string,
  fixed: { readonly value: unknown; readonly place: string },
  asked: { readonly value: unknown; readonly by: string },
  next: readonly string[],
): SentinelError {
  return new SentinelError(
    'usage',
    `${asked.by} says ${key}: ${valueText(key, asked.value)}, but ${fixed.place} sets ${key}: ${valueText(key, fixed.value)}, and nothing overrides that file.`,
    next,
  );
}

/** Whether what is wanted is what is fixed. */
export function agree(key: string, fixed: unknown, wanted: unknown, profile?: string): boolean {
  if (key === 'endpoints') return endpointsAgree(fixed, wanted);
  return same(filled(fixed, profile), filled(wanted, profile));
}

/** A value as a person reads it. */
export function valueText(key: string, value: unknown): string {
  if (typeof value === 'number' && isDuration(key)) return formatDuration(value);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return `[${value.join(', ')}]`;
  }
  return JSON.stringify(value);
}

/** The organisation's endpoints are the whole list of those that are meant: another may repeat, not add. */
function endpointsAgree(fixed: unknown, wanted: unknown): boolean {
  const known = new Map(Object.entries(fixed as Record<string, string>));
  return Object.entries(wanted as Record<string, string>).every(([service, url]) => {
    const meant = known.get(service);
    return meant !== undefined && new URL(meant).href === new URL(url).href;
  });
}

/** One reference has several spellings: `{profile}` or its name, a path from here or from the root. */
function filled(value: unknown, profile: string | undefined): unknown {
  if (typeof value !== 'string') return value;
  const named = profile === undefined ? value : value.replaceAll('{profile}', profile);
  return named.startsWith('file:') ? `file:${resolve(named.slice(5))}` : named;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
