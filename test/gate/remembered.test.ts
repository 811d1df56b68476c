/** Who calls, remembered: what it saves, and what ends it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSealedCache } from '../../src/cache/open.ts';
import { DEFAULTS } from '../../src/config/types.ts';
import type { Context } from '../../src/context.ts';
import { assess } from '../../src/gate/assess.ts';
import { issue } from '../../src/gate/issue.ts';
import { rememberedIdentity } from '../../src/gate/remembered.ts';
import { openWorld, type TestWorld } from './world.ts';

const dev = { profile: 'dev', mode: 'cli' } as const;
const HOUR = 3_600_000;

let world: TestWorld;
let ctx: Context;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  ctx = world.context();
});
afterAll(() => world.close());

async function calls(work: () => Promise<unknown>): Promise<string[]> {
  const before = world.events().length;
  await work();
  return world
    .events()
    .slice(before)
    .map((one) => String(one.eventName))
    .sort();
}

describe('who calls', () => {
  it('is asked once, and then not again beside a policy that AWS gives', async () => {
    expect(await calls(() => assess(ctx, dev))).toEqual(['GetCallerIdentity', 'GetParameter']);
    expect(await calls(() => assess(ctx, dev))).toEqual(['GetParameter']);
    expect((await assess(world.context(), dev)).principal.rawName).toBe('alice');
  });

  it('is another’s with other keys', async () => {
    const seen = await assess(world.context({ as: 'bob' }), dev);
    expect(seen.principal.rawName).toBe('bob');
  });

  it('is asked for real where the policy is a file: that answer alone tells AWS’s time', async () => {
    const policyRef = await world.policy('  - {name: r, effect: allow, conditions: {}}');
    for (let turn = 0; turn < 2; turn++) {
      expect(await calls(() => assess(ctx, { ...dev, policyRef }))).toEqual(['GetCallerIdentity']);
    }
    world.sandbox.control.setClockOffset(10 * 60_000);
    try {
      expect((await assess(ctx, { ...dev, policyRef })).skew).toBeGreaterThan(500_000);
    } finally {
      world.sandbox.control.setClockOffset(0);
    }
  });

  it('is asked for real with --no-cache', async () => {
    const noCache = { ...dev, noCache: true };
    expect(await calls(() => assess(ctx, noCache))).toEqual(['GetCallerIdentity', 'GetParameter']);
  });

  it.each(['GetParameter', 'AssumeRole'])(
    'is forgotten when %s says that the keys are no good',
    async (action) => {
      await assess(ctx, dev);
      const service = action === 'AssumeRole' ? 'sts' : 'ssm';
      world.sandbox.control.setFault({ kind: 'expired_token', service, action });
      try {
        await expect(issue(ctx, { ...dev, duration: 1234 })).rejects.toMatchObject({
          kind: 'not_signed_in',
        });
      } finally {
        world.sandbox.control.clearFaults();
      }
      expect(await calls(() => assess(ctx, dev))).toEqual(['GetCallerIdentity', 'GetParameter']);
    },
  );

  it('is not forgotten for any other refusal', async () => {
    await assess(ctx, dev);
    await expect(issue(ctx, { ...dev, policyRef: 'ssm:/no/such' })).rejects.toThrow();
    await expect(issue(ctx, { profile: 'prod-org', mode: 'cli' })).rejects.toThrow();
    expect(await calls(() => assess(ctx, dev))).toEqual(['GetParameter']);
  });
});

describe('what is remembered', () => {
  const identity = { arn: 'arn:aws:iam::111122223333:user/x', account: '1', userId: 'A' };
  const keys = { accessKeyId: 'AKIA', secretAccessKey: 's' };

  async function cache(now: () => number) {
    const { cache: opened } = await openSealedCache(
      { ...ctx, paths: { ...ctx.paths }, clock: { now } },
      { keys: DEFAULTS.keys },
    );
    if (!opened) throw new Error('the sandbox has a key store');
    return opened;
  }

  it.each([
    ['long-term keys: twelve hours', keys, 12 * HOUR],
    ['keys with an end: until then', { ...keys, sessionToken: 't' }, 0.5 * HOUR],
    ['keys whose end is not known: an hour', { ...keys, sessionToken: 'u' }, HOUR],
  ])('of %s', async (_, credentials, life) => {
    const start = Date.now();
    let at = start;
    const now = () => at;
    const about = life < HOUR ? { ...credentials, expiration: start + life } : credentials;
    const sealed = await cache(now);
    const memory = rememberedIdentity({ clock: { now } }, sealed, about, '');
    await memory.keep(identity);
    at = start + life - 1000;
    expect(await memory.recall()).toEqual(identity);
    at = start + life + 1000;
    expect(await memory.recall()).toBeNull();
  });

  it('is of these very keys at this very place', async () => {
    const sealed = await cache(Date.now);
    const memory = (credentials: typeof keys & { sessionToken?: string }, place: string) =>
      rememberedIdentity(ctx, sealed, credentials, place);
    await memory(keys, '').keep(identity);
    expect(await memory(keys, '').recall()).toEqual(identity);
    expect(await memory(keys, 'sts http://127.0.0.1:1').recall()).toBeNull();
    expect(await memory({ ...keys, secretAccessKey: 'z' }, '').recall()).toBeNull();
    expect(await memory({ ...keys, accessKeyId: 'AKIB' }, '').recall()).toBeNull();
    expect(await memory({ ...keys, sessionToken: 't' }, '').recall()).toBeNull();
  });
});
