/** Where policies come from: SSM Parameter Store or a file, checked strictly before anyone uses them. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Answer, AwsCredentials, Parameter, Ssm } from '../aws/api.ts';
import type { SealedCache } from '../cache/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { zonesOf } from '../policy/known-policy.ts';
import { parseAccessPolicy, parseBreakglassPolicy } from '../policy/parse.ts';
import type { AccessPolicy, BreakglassPolicy } from '../policy/types.ts';
import type { Zone } from '../policy/zone.ts';
import { explainAws } from './aws-errors.ts';
import type { AwsTime } from './aws-time.ts';
import { joinPolicies } from './join-policies.ts';
import { policyOf } from './known-policies.ts';
import type { AccessRef, PolicyRef } from './policy-ref.ts';
import { firstAnswering, type Regions } from './regions.ts';
import type { LoadedPolicy, PolicyPartFacts } from './types.ts';

/** With what a policy in SSM is read. A file needs none of it. */
export interface PolicyReader {
  readonly credentials: AwsCredentials;
  readonly regions: Regions;
  /** For people: where the credentials came from. */
  readonly source: string;
  readonly time: AwsTime;
  readonly signal: AbortSignal;
}

/** One text with what is known of it. */
interface Text {
  /** The parameter's or file's own reference. */
  readonly ref: string;
  readonly text: string;
  readonly version: number | null;
  /** When it was put there, milliseconds since the epoch, where AWS tells. */
  readonly modified?: number;
}

interface Texts {
  readonly texts: readonly Text[];
  readonly loadedAt: number | null;
  readonly region?: string;
  readonly endpoint?: string;
}

/**
 * Loads an access policy.
 * @param reader null: only a file can be read.
 * @param remembering the sealed cache, where a policy of the same text may be known; null: none is asked,
 *   nor for a reference that is `fixed`.
 * @throws SentinelError `failed` (absent, refused, not valid) or `unavailable` (no answer).
 */
export async function loadAccessPolicy(
  ctx: Context,
  ref: AccessRef,
  reader: PolicyReader | null,
  remembering: Promise<{ readonly cache: SealedCache | null }> | null = null,
): Promise<LoadedAccess> {
  const found = await readPolicyTexts(ctx, ref, reader);
  const cache = ref.fixed || !remembering ? null : (await remembering).cache;
  const parts = [];
  let zones = {};
  for (const { ref: name, text } of found.texts) {
    const parse = () => parseAccessPolicy(text, name);
    const known = await policyOf(ctx, cache, sha256(text), parse);
    parts.push({ name, policy: known.policy });
    zones = { ...zones, ...known.zones };
  }
  return { ...loaded(joinPolicies(parts, ref.text), ref, found), zone: zonesOf({ zones }) };
}

/** An access policy with a quick way to its zones. */
export interface LoadedAccess extends LoadedPolicy<AccessPolicy> {
  zone(name: string): Zone;
}

/** Loads the break-glass policy; as loadAccessPolicy, but a path of several is refused. */
export async function loadBreakglassPolicy(
  ctx: Context,
  ref: PolicyRef,
  reader: PolicyReader | null,
): Promise<LoadedPolicy<BreakglassPolicy>> {
  const found = await readPolicyTexts(ctx, ref, reader);
  const [only, ...others] = found.texts;
  if (!only || others.length > 0) {
    const what = `A break-glass policy is one parameter; ${ref.text} holds ${found.texts.length}.`;
    throw new SentinelError('failed', what, ['Name one of them in the config file.']);
  }
  return loaded(await parseBreakglassPolicy(only.text, only.ref), ref, found);
}

/** The texts that a reference stands for, not yet checked: what `config validate` looks at is what is loaded. */
export async function readPolicyTexts(
  ctx: Context,
  ref: PolicyRef,
  reader: PolicyReader | null,
): Promise<Texts> {
  if (ref.kind === 'file') return fromFile(ref.path, ref.text);
  if (!reader) throw new Error(`no credentials to read ${ref.text} with`);
  const doing = { what: `The policy ${ref.text}`, step: 'policy', source: reader.source } as const;
  try {
    return await firstAnswering(reader.regions, 'ssm', reader.signal, async (region, signal) => {
      const ssm = await ctx.aws.ssm({ region, credentials: reader.credentials });
      const { value, date, endpoint } = await parametersOf(ref, ssm, signal);
      reader.time.note(date);
      if (value.length === 0) {
        throw new SentinelError('failed', `There is no policy under ${ref.text}.`, [
          'Without a policy nobody gets credentials.',
        ]);
      }
      const texts = value.map((one) => ({
        ref: `ssm:${one.name}`,
        text: one.value,
        version: one.version,
        ...(one.modified !== undefined && { modified: one.modified }),
      }));
      return { texts, loadedAt: date, region, ...(endpoint !== undefined && { endpoint }) };
    });
  } catch (error) {
    throw explainAws(error, doing);
  }
}

async function parametersOf(
  ref: Exclude<PolicyRef, { kind: 'file' }>,
  ssm: Ssm,
  signal: AbortSignal | undefined,
): Promise<Answer<readonly Parameter[]>> {
  if (ref.kind === 'ssm-path') return ssm.getParametersByPath(ref.path, signal);
  const answer = await ssm.getParameter(ref.name, signal);
  return { ...answer, value: [answer.value] };
}

async function fromFile(path: string, ref: string): Promise<Texts> {
  try {
    return { texts: [{ ref, text: await readFile(path, 'utf8'), version: null }], loadedAt: null };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new SentinelError('failed', `The policy file ${path} ${why}.`, [], cause);
  }
}

function loaded<T>(policy: T, ref: PolicyRef, found: Texts): LoadedPolicy<T> {
  const { texts, loadedAt, region, endpoint } = found;
  const parts = texts.map((one) => ({
    ref: one.ref,
    version: one.version,
    sha256: sha256(one.text),
  }));
  const [only] = parts;
  const one = only && parts.length === 1 ? only : null;
  return {
    policy,
    ref: ref.text,
    version: one?.version ?? null,
    sha256: one?.sha256 ?? digest(parts),
    loadedAt,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(!one && { parts }),
  };
}

/** Of several: the hash over their names and hashes. */
function digest(parts: readonly PolicyPartFacts[]): string {
  return sha256(parts.map((one) => `${one.ref}\n${one.sha256}\n`).join(''));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
