/** The access policies that the profiles are judged by, each once. */
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { eachOf } from '../../gate/each-of.ts';
import type { PolicyRef } from '../../gate/policy-ref.ts';
import { accessRef, noSharedLedger } from '../../gate/settings.ts';
import type { Warning } from '../../policy/lint/shared.ts';
import { PolicyError } from '../../policy/problems.ts';
import type { AccessPolicy } from '../../policy/types.ts';
import type { Profile } from '../../profiles/types.ts';
import type { Facts } from '../facts.ts';
import type { BaseFact, Caller } from './bases.ts';

export interface PolicyFact {
  readonly ref: string;
  readonly profiles: readonly Profile[];
  readonly loaded: Loaded | null;
  /** Why it was not read though nothing is wrong with it that is known. */
  readonly unread: string | null;
  readonly error: SentinelError | null;
}

export interface Loaded {
  readonly policy: AccessPolicy;
  /** The parameter's version; null for a file, and for a policy in several parts. */
  readonly version: number | null;
  /** When it was last changed, milliseconds since the epoch; null where nobody tells. */
  readonly modified: number | null;
  readonly slips: readonly Warning[];
}

/** So many are read; who has one for each of hundreds of profiles looks at one profile at a time. */
const MOST = 32;

export async function policyFacts(ctx: Context, facts: Facts): Promise<readonly PolicyFact[]> {
  const [config, aws] = await Promise.all([facts.config(), facts.aws()]);
  if (!config.value || !aws.value) return [];
  const world = { config: config.value.config, profiles: aws.value.set };
  const found = new Map<string, { ref: PolicyRef; profiles: Profile[] }>();
  const refused: PolicyFact[] = [];
  for (const profile of aws.value.profiles) {
    if (profile.problem) continue;
    try {
      const ref = accessRef(ctx, world, { profile: profile.name });
      const entry = found.get(ref.text) ?? { ref, profiles: [] };
      entry.profiles.push(profile);
      found.set(ref.text, entry);
    } catch (error) {
      if (!(error instanceof SentinelError)) throw error;
      const about = { profiles: [profile], loaded: null, unread: null, error };
      refused.push({ ref: world.config.policy, ...about });
    }
  }
  const bases = await facts.bases();
  const told: PolicyFact[] = [];
  await eachOf([...found.values()].slice(0, MOST), 8, async ({ ref, profiles }) => {
    told.push(await policyFact(ctx, ref, profiles, readersOf(bases, profiles)));
  });
  for (const { ref, profiles } of [...found.values()].slice(MOST)) {
    told.push({ ref: ref.text, profiles, loaded: null, unread: 'there are many', error: null });
  }
  return [...told, ...refused];
}

/** Whoever may ask for these profiles. */
function readersOf(bases: readonly BaseFact[], profiles: readonly Profile[]): Caller[] {
  const keys = new Set(profiles.map(({ base }) => base?.key));
  return bases.flatMap(({ base, caller }) => (caller && keys.has(base.key) ? [caller] : []));
}

async function policyFact(
  ctx: Context,
  ref: PolicyRef,
  profiles: readonly Profile[],
  callers: readonly Caller[],
): Promise<PolicyFact> {
  const about = { ref: ref.text, profiles, loaded: null, unread: null, error: null };
  if (ref.kind !== 'file' && callers.length === 0) {
    return { ...about, unread: 'no base credentials were there to read it with' };
  }
  let last: SentinelError | null = null;
  for (const caller of ref.kind === 'file' ? [null] : callers) {
    try {
      return { ...about, loaded: await load(caller?.ctx ?? ctx, ref, caller) };
    } catch (error) {
      if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
      last = error;
      // What is wrong with the text is wrong for everybody.
      if (error.kind !== 'failed' || error instanceof PolicyError) break;
    }
  }
  return { ...about, error: last };
}

/** As the gate loads it (policy-source.ts), but nothing is remembered. */
async function load(ctx: Context, ref: PolicyRef, caller: Caller | null): Promise<Loaded> {
  const [{ readPolicyTexts }, { joinPolicies }, { parseAccessPolicy }, { lint }] =
    await Promise.all([
      import('../../gate/policy-source.ts'),
      import('../../gate/join-policies.ts'),
      import('../../policy/parse.ts'),
      import('../../policy/lint/lint.ts'),
    ]);
  const { texts } = await readPolicyTexts(ctx, ref, caller?.reader ?? null);
  const parts = [];
  for (const { ref: name, text } of texts) {
    parts.push({ name, policy: await parseAccessPolicy(text, name) });
  }
  const policy = joinPolicies(parts, ref.text);
  if (policy.ledger !== undefined && policy.ledger !== 'local') {
    // Not `unavailable`, as for a request: AWS has answered.
    throw new SentinelError('failed', noSharedLedger(ref.text).message);
  }
  const [only] = texts;
  const changed = texts.map((one) => one.modified ?? changedAt(ref));
  return {
    policy,
    version: texts.length === 1 ? (only?.version ?? null) : null,
    modified: changed.some((at) => at === null) ? null : Math.max(...changed.map(Number)),
    // One policy speaks of many people's profiles: those that are not here are no slip.
    slips: lint(policy),
  };
}

/** When a file was last changed, milliseconds since the epoch. */
function changedAt(ref: PolicyRef): number | null {
  if (ref.kind !== 'file') return null;
  const { statSync } = process.getBuiltinModule('node:fs');
  return statSync(ref.path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
