/** What a rotation does next, from what the store and AWS say; and why it refuses. */
import { describe, expect, it } from 'vitest';
import type { AccessKeyFacts } from '../../src/aws/api.ts';
import { planText, refused } from '../../src/stored-keys/rotate/say.ts';
import { nextStep, SETTLED_MS } from '../../src/stored-keys/rotate/step.ts';
import type { StoredKey, StoredKeys } from '../../src/stored-keys/types.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const key = (id: string, createdAt: number | null = null): StoredKey => ({
  id,
  secret: 's',
  createdAt,
});
const at = (id: string, active = true, createdAt = NOW - 1e9): AccessKeyFacts => ({
  id,
  active,
  createdAt,
});
const keys = (more: Partial<StoredKeys> = {}): StoredKeys => ({
  key: key('OLD'),
  owner: null,
  addedAt: 0,
  previous: null,
  rotation: null,
  ...more,
});
const step = (more: Partial<StoredKeys>, ...listed: AccessKeyFacts[]) =>
  nextStep(keys(more), listed, NOW);

describe('before anything is made', () => {
  it('makes a key where there is one', () => {
    expect(step({}, at('OLD'))).toEqual({ do: 'make' });
  });

  it('refuses beside a key that it does not know, and says what to do', () => {
    const other = at('OTHER', false, Date.parse('2025-01-02T03:04:05Z'));
    const next = step({}, at('OLD'), other);
    expect(next).toEqual({ do: 'refuse', why: { kind: 'unknown_key', other } });
    const error = refused({ kind: 'unknown_key', other }, { name: 'n', user: 'alice' });
    expect(error.message).toMatch(
      /alice has a second access key, OTHER \(inactive, made 2025-01-02\).*no room for a new one/,
    );
    expect(error.next).toEqual([
      'See whether anybody uses it: aws iam get-access-key-last-used --access-key-id OTHER',
      'If nobody does: aws iam delete-access-key --user-name alice --access-key-id OTHER',
      'Then: sentinel keys rotate n',
    ]);
  });

  it('refuses where its own key is gone or switched off', () => {
    expect(step({}, at('OTHER'))).toMatchObject({ why: { kind: 'missing', id: 'OLD' } });
    expect(step({}, at('OLD', false))).toMatchObject({ why: { kind: 'inactive', id: 'OLD' } });
  });

  it('deletes what an earlier rotation kept, unless somebody switched it on again', () => {
    const previous = key('KEPT');
    expect(step({ previous }, at('OLD'), at('KEPT', false))).toEqual({
      do: 'delete_previous',
      id: 'KEPT',
    });
    expect(step({ previous }, at('OLD'), at('KEPT'))).toMatchObject({
      why: { kind: 'previous_active', id: 'KEPT' },
    });
    expect(step({ previous }, at('OLD'))).toEqual({ do: 'make' });
  });
});

describe('while one is being made', () => {
  const rotation = { stage: 'making', since: NOW - 30_000, keepOld: false } as const;

  it('deletes only what came right after the noting', () => {
    const made = (createdAt: number) => step({ rotation }, at('OLD'), at('X', true, createdAt)).do;
    expect(made(rotation.since)).toBe('delete_lost');
    expect(made(rotation.since + SETTLED_MS)).toBe('delete_lost');
    expect(made(rotation.since + SETTLED_MS + 1000)).toBe('refuse');
    expect(made(rotation.since - 6_000)).toBe('refuse');
  });

  it('makes another where nothing came of it', () => {
    expect(step({ rotation }, at('OLD'))).toEqual({ do: 'make' });
  });
});

describe('while one is being tried', () => {
  const next = key('NEW', NOW - 1000);
  const rotation = { stage: 'trying', next, keepOld: false } as const;

  it('goes on trying, also where a late list lacks it', () => {
    expect(step({ rotation }, at('OLD'), at('NEW'))).toEqual({ do: 'try', key: next });
    expect(step({ rotation }, at('OLD'))).toEqual({ do: 'try', key: next });
  });

  it('forgets it where it has long been gone', () => {
    const gone = { ...rotation, next: key('NEW', NOW - SETTLED_MS) };
    expect(step({ rotation: gone }, at('OLD'))).toEqual({ do: 'forget_next', id: 'NEW' });
  });

  it('refuses where somebody switched it off', () => {
    expect(step({ rotation }, at('OLD'), at('NEW', false))).toMatchObject({
      why: { kind: 'inactive', id: 'NEW' },
    });
  });
});

describe('while the old one retires', () => {
  const retiring = (keepOld: boolean): Partial<StoredKeys> => ({
    key: key('NEW'),
    rotation: { stage: 'retiring', old: key('OLD'), keepOld },
  });

  it('switches it off, deletes it or keeps it, and ends', () => {
    expect(step(retiring(false), at('OLD'), at('NEW'))).toEqual({ do: 'switch_off', id: 'OLD' });
    expect(step(retiring(false), at('OLD', false), at('NEW'))).toEqual({
      do: 'delete_old',
      id: 'OLD',
    });
    expect(step(retiring(true), at('OLD', false), at('NEW'))).toMatchObject({
      do: 'finish',
      kept: true,
    });
    expect(step(retiring(true), at('NEW'))).toMatchObject({ do: 'finish', kept: false });
  });
});

describe('a plan', () => {
  const plan = (more: Partial<StoredKeys>, keepOld: boolean, ...listed: AccessKeyFacts[]) =>
    planText(nextStep(keys(more), listed, NOW), keys(more), keepOld);

  it('tells every step from here on', () => {
    expect(plan({}, false, at('OLD'))).toEqual([
      'make a new access key and store it beside the old one',
      'wait until AWS accepts the new key, then use it',
      'switch OLD off, and delete it',
    ]);
    expect(plan({}, true, at('OLD')).at(-1)).toBe('switch OLD off, and keep it so');
    const rotation = { stage: 'trying', next: key('NEW'), keepOld: true } as const;
    expect(plan({ rotation }, false, at('OLD'), at('NEW'))).toEqual([
      'wait until AWS accepts NEW, then use it',
      'switch OLD off, and keep it so',
    ]);
    const previous = key('KEPT');
    expect(plan({ previous }, false, at('OLD'), at('KEPT', false))[0]).toMatch(/^delete KEPT/);
  });
});
