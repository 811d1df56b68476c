import { describe, expect, it, vi } from 'vitest';
import type { SealedCache } from '../../src/cache/types.ts';
import type { Context } from '../../src/context.ts';
import { policyOf } from '../../src/gate/known-policies.ts';
import { zonesOf } from '../../src/policy/known-policy.ts';
import { parseAccessPolicy } from '../../src/policy/parse.ts';
import { openZone } from '../../src/policy/zone.ts';
import { dump } from '../policy/dump.ts';
import { SPEC } from '../policy/spec-policy.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

function place() {
  const entries = new Map<string, string>();
  const cache: SealedCache = {
    get: async (kind, key) => entries.get(`${kind} ${key}`) ?? null,
    put: async (kind, key, value) => void entries.set(`${kind} ${key}`, value),
    drop: async (kind, key) => void entries.delete(`${kind} ${key}`),
    fingerprint: (text) => text,
  };
  const at = (now: number) => ({ clock: { now: () => now } }) as unknown as Context;
  const parse = vi.fn(() => parseAccessPolicy(SPEC, 'ssm:/x'));
  return { entries, cache, at, parse };
}

describe('a policy that was read before', () => {
  it('is the same, with the same zones, and not parsed again', async () => {
    const { cache, at, parse } = place();
    const first = await policyOf(at(NOW), cache, 'hash', parse, 'build');
    const second = await policyOf(at(NOW + 60_000), cache, 'hash', parse, 'build');
    expect(parse).toHaveBeenCalledTimes(1);
    expect(dump(second.policy)).toEqual(dump(await parseAccessPolicy(SPEC, 'ssm:/x')));
    expect(dump(first.policy)).toEqual(dump(second.policy));
    expect(zonesOf(second)('Europe/Berlin').offset(NOW)).toBe(
      openZone('Europe/Berlin').offset(NOW),
    );
  });

  it.each([
    ['another text', { hash: 'other' }],
    ['another build', { build: 'newer' }],
    ['a year later, when its offsets run out', { now: NOW + 300 * 86_400_000 }],
  ])('is parsed again for %s', async (_what, change) => {
    const { cache, at, parse } = place();
    await policyOf(at(NOW), cache, 'hash', parse, 'build');
    const {
      hash = 'hash',
      build = 'build',
      now = NOW,
    } = change as {
      hash?: string;
      build?: string;
      now?: number;
    };
    await policyOf(at(now), cache, hash, parse, build);
    expect(parse).toHaveBeenCalledTimes(2);
  });

  it('is parsed again under other time zone data', async () => {
    const { cache, entries, at, parse } = place();
    await policyOf(at(NOW), cache, 'hash', parse, 'build');
    for (const [key, text] of entries) {
      entries.set(key, JSON.stringify({ ...JSON.parse(text), tzdata: '1999a' }));
    }
    await policyOf(at(NOW), cache, 'hash', parse, 'build');
    expect(parse).toHaveBeenCalledTimes(2);
  });

  it('is never remembered without a cache, or of a text that does not pass', async () => {
    const { cache, entries, at, parse } = place();
    await policyOf(at(NOW), null, 'hash', parse, 'build');
    const broken = () => parseAccessPolicy('rules: 1', 'ssm:/x');
    await expect(policyOf(at(NOW), cache, 'hash', broken, 'build')).rejects.toThrow('ssm:/x');
    expect(entries.size).toBe(0);
  });
});
