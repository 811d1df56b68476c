/** Writes a planned push, region by region, and tells of each what came of it. */
import { AwsError, type SsmStore } from '../aws/api.ts';
import { SentinelError } from '../errors.ts';
import { explainAws } from '../gate/aws-errors.ts';
import type { Door } from './door.ts';
import { isIdle, type RegionPlan, type Step } from './plan.ts';

/** What became of one parameter. */
export interface StepDone {
  readonly name: string;
  readonly act: Step['act'];
  /** The version before; null: there was none. */
  readonly was: number | null;
  /** The version that stands there now; null: deleted. */
  readonly version: number | null;
  /** What else happened to it meanwhile, for people. */
  readonly notes: readonly string[];
}

/** What became of a region. */
export interface RegionDone {
  readonly region: string;
  readonly state: 'same' | 'written' | 'partly' | 'failed' | 'not_tried';
  readonly steps: readonly StepDone[];
  readonly error: SentinelError | null;
}

/**
 * Writes every region in turn. A parameter is read again right before it is written, and must be what was
 * planned on; AWS has no condition on a put, so what stands there is read after it, too. Where the first
 * region cannot be written, no other is tried: nothing has changed yet. Once one is, the others are
 * written all the same. Where somebody else pushes at this moment, nothing more is.
 * @returns every region's end; it throws nothing but bugs.
 */
export async function pushAll(
  door: Door,
  plans: readonly RegionPlan[],
  tell: (done: RegionDone) => void,
): Promise<RegionDone[]> {
  const all: RegionDone[] = [];
  let stop = false;
  for (const plan of plans) {
    const done: RegionDone =
      stop && !isIdle(plan)
        ? { region: plan.region, state: 'not_tried', steps: [], error: null }
        : await pushRegion(door, plan);
    all.push(done);
    tell(done);
    const changed = all.some(({ steps }) => steps.some(({ act }) => act !== 'same'));
    if (done.error && (!changed || done.error instanceof Meanwhile || door.reader.signal.aborted))
      stop = true;
  }
  return all;
}

/** Somebody else wrote the parameter after it was looked at. */
class Meanwhile extends SentinelError {}

async function pushRegion(door: Door, plan: RegionPlan): Promise<RegionDone> {
  const { region, steps } = plan;
  const done: StepDone[] = [];
  let error: SentinelError | null = null;
  for (const step of steps) {
    try {
      door.reader.signal.throwIfAborted();
      done.push(step.act === 'same' ? same(step) : await write(door, region, step));
    } catch (why) {
      error = explained(why, door, `${step.name} in ${region}`);
      break;
    }
  }
  const changed = done.some(({ act }) => act !== 'same');
  const state = error ? (changed ? 'partly' : 'failed') : changed ? 'written' : 'same';
  return { region, state, steps: done, error };
}

function same({ name, act, was }: Step): StepDone {
  const version = was?.version ?? null;
  return { name, act, was: version, version, notes: [] };
}

async function write(door: Door, region: string, step: Step): Promise<StepDone> {
  const { name, was, act } = step;
  const { signal } = door.reader;
  const store = await door.store(region);
  const now = (await store.readParameter(name, undefined, signal)).value;
  if ((now?.version ?? null) !== (was?.version ?? null) || now?.value !== was?.text) {
    throw await meanwhile(store, step, now?.version ?? null, signal);
  }
  if (act === 'delete') {
    await store.deleteParameter(name, signal);
    return { name, act, was: was?.version ?? null, version: null, notes: [] };
  }
  const version = await put(store, step, signal);
  const notes = await whatCameBetween(store, step, version, signal);
  return { name, act, was: was?.version ?? null, version, notes };
}

/** @returns the version that is ours. An answer that got lost is no failure where the text is there. */
async function put(store: SsmStore, step: Step, signal: AbortSignal): Promise<number> {
  const { name, text, tier, was } = step;
  const { type, keyId, description } = was?.keeping ?? { type: 'String' as const };
  try {
    const { value } = await store.putParameter(
      {
        name,
        value: text,
        type,
        tier,
        overwrite: was !== null,
        ...(type === 'SecureString' && keyId != null && { keyId }),
        ...(description != null && { description }),
      },
      signal,
    );
    return value.version;
  } catch (error) {
    if (!(error instanceof AwsError) || signal.aborted) throw error;
    if (!error.unreachable && error.code !== 'ParameterAlreadyExists') throw error;
    const there = await store.readParameter(name, undefined, signal).catch(() => null);
    const found = there?.value;
    if (found?.value === text && found.version > (was?.version ?? 0)) return found.version;
    if (error.code !== 'ParameterAlreadyExists') throw error;
    throw await meanwhile(store, step, found?.version ?? null, signal);
  }
}

/** The versions that others wrote between our look and our put, and after it. */
async function whatCameBetween(
  store: SsmStore,
  { name, text, was }: Step,
  version: number,
  signal: AbortSignal,
): Promise<string[]> {
  const notes: string[] = [];
  for (let n = (was?.version ?? 0) + 1; n < version; n++) {
    const { value } = await store.readParameter(name, n, signal);
    // Our own put, tried twice because its answer got lost, is nobody else's.
    if (value?.value === text) continue;
    const who = await writerOf(store, name, n, signal);
    notes.push(
      `Version ${n}${who} came between and is replaced now: look at it with sentinel policy pull ssm:${name} --version ${n}`,
    );
  }
  const { value: newest } = await store.readParameter(name, undefined, signal);
  if (newest && newest.version === version && newest.value === text) return notes;
  const now = newest ? `version ${newest.version}` : 'nothing';
  const who = newest ? await writerOf(store, name, newest.version, signal) : '';
  return [...notes, `After ours came ${now}${who}, and that is what stands there.`];
}

async function meanwhile(
  store: SsmStore,
  { name, was }: Step,
  now: number | null,
  signal: AbortSignal,
): Promise<Meanwhile> {
  const who = now === null ? '' : await writerOf(store, name, now, signal);
  const is = now === null ? 'it is gone' : `it is version ${now}${who}`;
  const seen = was === null ? 'there was none' : `it was version ${was.version}`;
  return new Meanwhile(
    'failed',
    `${name} changed meanwhile: when the change was shown ${seen}, now ${is}. It was left as it is.`,
    ['Look at what they did, then push again: sentinel policy diff'],
  );
}

/** ` by arn:...`, where we may know. */
async function writerOf(
  store: SsmStore,
  name: string,
  version: number,
  signal: AbortSignal,
): Promise<string> {
  const history = await store.parameterHistory(name, signal).catch(() => null);
  const by = history?.value.find((one) => one.version === version)?.modifiedBy;
  return by ? ` by ${by}` : '';
}

/** @throws what is a bug. */
function explained(error: unknown, door: Door, what: string): SentinelError {
  const { source, signal } = door.reader;
  const told = explainAws(error, { what, step: 'identity', source });
  if (signal.aborted && signal.reason instanceof SentinelError) return signal.reason;
  if (!(told instanceof SentinelError)) throw told;
  if (!(error instanceof AwsError) || !/^AccessDenied/.test(error.code)) return told;
  const next = [`The base credentials (${source}) need ssm:${error.action} on it.`];
  return new SentinelError(told.kind, told.message, [...told.next, ...next], told);
}
