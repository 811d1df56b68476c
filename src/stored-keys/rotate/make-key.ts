/** The step that makes a new access key, and never loses sight of one. */
import { AwsError, type NewAccessKey } from '../../aws/api.ts';
import { SentinelError } from '../../errors.ts';
import type { StoredKeys } from '../types.ts';
import { look } from './look.ts';
import { explained } from './say.ts';
import { SETTLED_MS } from './step.ts';
import type { RotateRequest, State, Tools } from './types.ts';

/** A list may be late by about this much, milliseconds. */
const LIST_LAG_MS = 2_000;

/** Notes that a key is being made, makes it, and notes its secret. */
export async function makeKey(tools: Tools, request: RotateRequest, state: State): Promise<State> {
  const { shelf, hands, pace } = tools;
  const { about, signal } = request;
  const making = noted(state, request);
  await shelf.keep(about.name, making);
  let made: NewAccessKey;
  try {
    made = (await hands.create(making.key)).value;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (!mayBeMade(error)) {
      await shelf.settle(about.name, { ...making, rotation: null });
      throw explained(error, about);
    }
    request.tell('AWS may have made a key and its answer got lost: look for it');
    await pace.pause(LIST_LAG_MS, signal);
    const seen = await look(tools, request, making);
    // Nothing there: whatever stopped the call may stop the next one, and a person should know.
    if (seen.listed.length > state.listed.length) return seen;
    throw explained(error, about);
  }
  return stored(tools, request, { ...state, keys: making }, made);
}

/** Where the answer to an earlier call may still be missing, the earlier time counts. */
function noted({ keys, now }: State, { keepOld }: RotateRequest): StoredKeys {
  const { rotation } = keys;
  const before = rotation?.stage === 'making' ? rotation : null;
  const since = before && now - before.since < SETTLED_MS / 2 ? before.since : now;
  const keep = before?.keepOld ?? keepOld;
  // An earlier one is not at AWS any more, or there would be no room for this.
  return { ...keys, previous: null, rotation: { stage: 'making', since, keepOld: keep } };
}

/** No answer, or one that broke off; or no room, since an earlier call had made one after all. */
function mayBeMade(error: AwsError): boolean {
  return /^LimitExceeded/.test(error.code) || error.unreachable;
}

async function stored(
  { shelf, hands }: Tools,
  { about }: RotateRequest,
  state: State,
  made: NewAccessKey,
): Promise<State> {
  const { id, secret } = made;
  const { rotation, key } = state.keys;
  const createdAt = Number.isFinite(made.createdAt) ? made.createdAt : state.now;
  const keepOld = rotation?.keepOld ?? false;
  const next = { id, secret, createdAt };
  const keys: StoredKeys = { ...state.keys, rotation: { stage: 'trying', next, keepOld } };
  try {
    await shelf.keep(about.name, keys);
  } catch (error) {
    throw unmade(
      error,
      id,
      await hands.remove(key, id).then(
        () => true,
        () => false,
      ),
    );
  }
  return { ...state, keys, listed: [...state.listed, { id, active: true, createdAt }] };
}

/** The store could not take the new key: what became of it. */
function unmade(error: unknown, id: string, deleted: boolean): unknown {
  if (!(error instanceof SentinelError)) return error;
  const { kind, message, next } = error;
  const after = deleted
    ? `The new key ${id} was deleted again; the old one is in use as before.`
    : `The new key ${id} could not be deleted again: the next rotation does it.`;
  return new SentinelError(kind, message, [...next, after], error);
}
