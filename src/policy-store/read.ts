/** What Parameter Store holds of a policy, in one region. */
import { AwsError, type ParameterTier, type ParameterType } from '../aws/api.ts';
import { SentinelError } from '../errors.ts';
import { explainAws } from '../gate/aws-errors.ts';
import type { PolicyRef } from '../gate/policy-ref.ts';
import { firstAnswering } from '../gate/regions.ts';
import type { Door } from './door.ts';

export type StoreRef = Exclude<PolicyRef, { kind: 'file' }>;

/** One parameter of a policy. */
export interface StoredPart {
  /** The part's name under the path; empty where the policy is one parameter. */
  readonly key: string;
  /** The parameter's whole name. */
  readonly name: string;
  readonly text: string;
  readonly version: number;
}

/** A policy as it stands in a region; no parts: there is none. */
export interface Stored {
  readonly region: string;
  readonly parts: readonly StoredPart[];
}

/** What a next version of a parameter must not lose. */
export interface Keeping {
  readonly type: ParameterType;
  /** Null: not told to us. */
  readonly tier: ParameterTier | null;
  readonly keyId: string | null;
  readonly description: string | null;
  readonly modifiedBy: string | null;
}

/** The parameter's name for a part; the other way round of `key`. */
export function nameOf(ref: StoreRef, key: string): string {
  return ref.kind === 'ssm' ? ref.name : ref.path + key;
}

/** Reads the policy in the first region that answers; it may have no parts. @throws SentinelError */
export async function readFirst(door: Door, ref: StoreRef, version?: number): Promise<Stored> {
  const { regions, signal, source } = door.reader;
  try {
    return await firstAnswering(regions, 'ssm', signal, (region, within) =>
      readIn(door, ref, region, within, version),
    );
  } catch (error) {
    throw explainAws(error, { what: ref.text, step: 'policy', source });
  }
}

/** As readFirst, where there must be one. @throws SentinelError `failed` where there is none. */
export async function readThere(door: Door, ref: StoreRef, version?: number): Promise<Stored> {
  const found = await readFirst(door, ref, version);
  if (found.parts.length > 0) return found;
  if (version === undefined) {
    throw new SentinelError('failed', `There is no policy under ${ref.text}.`, [
      `Put one there: sentinel policy push FILE --ref ${ref.text}`,
    ]);
  }
  throw new SentinelError('failed', `${ref.text} has no version ${version}, or not any more.`, [
    'AWS keeps the newest hundred.',
  ]);
}

/** Reads the policy in one region. @throws AwsError */
export async function readIn(
  door: Door,
  ref: StoreRef,
  region: string,
  signal: AbortSignal | undefined,
  version?: number,
): Promise<Stored> {
  if (ref.kind === 'ssm') {
    const store = await door.store(region);
    const { value, date } = await store.readParameter(ref.name, version, signal);
    door.reader.time.note(date);
    if (value === null) return { region, parts: [] };
    return {
      region,
      parts: [{ key: '', name: value.name, text: value.value, version: value.version }],
    };
  }
  const ssm = await door.ctx.aws.ssm({ region, credentials: door.reader.credentials });
  const { value, date } = await ssm.getParametersByPath(ref.path, signal);
  door.reader.time.note(date);
  const parts = value.map((one) => ({
    key: one.name.slice(ref.path.length),
    name: one.name,
    text: one.value,
    version: one.version,
  }));
  return { region, parts };
}

/**
 * Type, tier and key of a parameter. Who may not read the history learns the type alone, which is enough
 * for a String.
 * @throws AwsError; SentinelError `failed` for a SecureString whose key is not told.
 */
export async function readKeeping(
  door: Door,
  region: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Keeping> {
  const store = await door.store(region);
  try {
    const { value } = await store.parameterHistory(name, signal);
    const newest = value.at(-1);
    if (newest) return newest;
  } catch (error) {
    if (!(error instanceof AwsError) || !/^AccessDenied/.test(error.code)) throw error;
  }
  const { value } = await store.readParameter(name, undefined, signal);
  if (value?.type === 'SecureString') {
    throw new SentinelError(
      'failed',
      `${name} is a SecureString, and which KMS key it has cannot be read: the next version would get another.`,
      [`The base credentials (${door.reader.source}) need ssm:GetParameterHistory on it.`],
    );
  }
  const none = { tier: null, keyId: null, description: null, modifiedBy: null };
  return { type: value?.type ?? 'String', ...none };
}
