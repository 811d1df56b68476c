/** AWS's time decides, and AWS itself ends what was issued. The clients are the official SDK's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsFactory } from '../../src/aws/factory.ts';
import { assess } from '../../src/gate/assess.ts';
import { issue } from '../../src/gate/issue.ts';
import type { Issued } from '../../src/gate/types.ts';
import { openWorld, type TestWorld } from './world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Uses issued credentials as any SDK would: gives AWS's answer, `ok` or its code. */
async function use(issued: Issued): Promise<string> {
  const aws = createAwsFactory({ env: {}, endpointUrl: world.sandbox.url });
  const ssm = await aws.ssm({ region: 'eu-central-1', credentials: issued.credentials });
  try {
    await ssm.getParameter('/sentinel/policies/default');
    return 'ok';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

const DAY =
  '{name: day, effect: allow, conditions: {time: {hours: {start: "09:00", end: "18:00"}}}}';

describe('a profile allowed until 18:00', () => {
  it('gets credentials that AWS refuses from 18:00 on, also five minutes before', async () => {
    const policyRef = await world.policy(`  - ${DAY}`);
    world.awsTime('2026-11-20T17:55:00Z');
    const issued = await issue(world.context(), { profile: 'dev', mode: 'cli', policyRef });
    expect(new Date(issued.credentials.expiration).toISOString()).toBe('2026-11-20T18:00:00.000Z');
    expect(issued.session.windowEndsAt).toBe(issued.credentials.expiration);
    expect(issued.notices.join()).toMatch(/grant ends in 4m5\ds|grant ends in 5m/);
    const assumed = world
      .events()
      .filter((one) => one.eventName === 'AssumeRole')
      .at(-1);
    expect(assumed?.['requestParameters']).toMatchObject({ durationSeconds: 900 });
    expect(await use(issued)).toBe('ok');
    world.awsTime('2026-11-20T17:59:50Z');
    expect(await use(issued)).toBe('ok');
    world.awsTime('2026-11-20T18:00:01Z');
    expect(await use(issued)).toBe('AccessDeniedException');
  });

  it('is denied at 18:00, with when it opens', async () => {
    const policyRef = await world.policy(`  - ${DAY}`);
    world.awsTime('2026-11-20T18:00:01Z');
    await expect(
      issue(world.context(), { profile: 'dev', mode: 'cli', policyRef }),
    ).rejects.toMatchObject({
      kind: 'denied',
      next: [expect.stringContaining('2026-11-21 09:00 UTC'), expect.anything(), expect.anything()],
    });
  });

  it('gets nothing where time jumped to the evening between decision and credentials', async () => {
    const policyRef = await world.policy(`  - ${DAY}`);
    world.awsTime('2026-11-20T12:00:00Z');
    const { aws } = world.context();
    const late: typeof aws = {
      ...aws,
      sts: async (about) => {
        const sts = await aws.sts(about);
        return {
          ...sts,
          assumeRole: (...input) => {
            world.awsTime('2026-11-20T17:50:00Z');
            return sts.assumeRole(...input);
          },
        };
      },
    };
    await expect(
      issue(world.context({ aws: late }), { profile: 'dev', mode: 'cli', policyRef }),
    ).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('outlive') });
  });

  it('gets nothing where AWS gives more than was asked for', async () => {
    const rule = '{name: short, effect: allow, conditions: {}, max_duration: 15m}';
    const policyRef = await world.policy(`  - ${rule}`);
    world.awsTime('2026-11-20T12:00:00Z');
    const { aws } = world.context();
    const generous: typeof aws = {
      ...aws,
      sts: async (about) => {
        const sts = await aws.sts(about);
        return {
          ...sts,
          assumeRole: async (...input) => {
            const given = await sts.assumeRole(...input);
            const { credentials } = given.value;
            const expiration = credentials.expiration + 36 * 3_600_000;
            return {
              ...given,
              value: { ...given.value, credentials: { ...credentials, expiration } },
            };
          },
        };
      },
    };
    await expect(
      issue(world.context({ aws: generous }), { profile: 'dev', mode: 'cli', policyRef }),
    ).rejects.toMatchObject({ kind: 'failed' });
  });

  it('needs no session policy in the morning', async () => {
    const policyRef = await world.policy(`  - ${DAY}`);
    world.awsTime('2026-11-20T10:00:00Z');
    const issued = await issue(world.context(), { profile: 'dev', mode: 'cli', policyRef });
    const assumed = world
      .events()
      .filter((one) => one.eventName === 'AssumeRole')
      .at(-1);
    expect(assumed?.['requestParameters']).not.toHaveProperty('policy');
    // When the window ends stands in the row all the same.
    expect(issued.session.credentialsExpireAt).toBe(issued.credentials.expiration);
    world.awsTime('2026-11-20T11:00:05Z');
    expect(await use(issued)).toMatch(/^ExpiredToken/);
  });
});

describe('a cap below what AWS can give', () => {
  it('is kept by AWS', async () => {
    const policyRef = await world.policy(
      '  - {name: short, effect: allow, conditions: {}, max_duration: 2m}',
    );
    world.awsTime('2026-11-20T10:00:00Z');
    const issued = await issue(world.context(), { profile: 'dev', mode: 'cli', policyRef });
    expect(await use(issued)).toBe('ok');
    world.awsTime('2026-11-20T10:02:02Z');
    expect(await use(issued)).toBe('AccessDeniedException');
  });
});

describe('a machine clock that is 14 hours off', () => {
  const HOURS14 = 14 * 3_600_000;

  it.each([
    ['behind', -HOURS14],
    ['ahead', HOURS14],
    ['right', 0],
  ])('changes no verdict: %s', async (_, off) => {
    const policyRef = await world.policy(`  - ${DAY}`);
    for (const [time, effect] of [
      ['2026-11-20T17:30:00Z', 'allow'],
      ['2026-11-20T18:30:00Z', 'deny'],
      ['2026-11-20T08:30:00Z', 'deny'],
      ['2026-11-20T09:30:00Z', 'allow'],
    ] as const) {
      world.awsTime(time);
      const awsNow = () => world.sandbox.control.cloud.now();
      const ctx = world.context({ clock: { now: () => awsNow() + off } });
      const seen = await assess(ctx, { profile: 'dev', mode: 'cli', policyRef });
      expect([time, seen.verdict.effect]).toEqual([time, effect]);
      expect(Math.abs((seen.skew ?? Number.NaN) + off)).toBeLessThan(5_000);
    }
  });

  it('is told, and the rows and the log are on AWS’s time', async () => {
    world.awsTime('2026-11-20T10:00:00Z');
    const awsNow = () => world.sandbox.control.cloud.now();
    const ctx = world.context({ clock: { now: () => awsNow() - HOURS14 } });
    const issued = await issue(ctx, { profile: 'dev', mode: 'cli' });
    expect(issued.notices).toEqual([expect.stringMatching(/clock is 14 h behind AWS/)]);
    expect(new Date(issued.session.startedAt).toISOString()).toMatch(/^2026-11-20T(09:59|10:00)/);
    expect(new Date(issued.credentials.expiration).toISOString()).toMatch(/^2026-11-20T1[01]:/);
    // The SDK signs with its own clock, which is off by months here, and corrects itself.
    expect(Math.abs(awsNow() - Date.now())).toBeGreaterThanOrEqual(0);
  });
});

describe('a window that closes while AWS answers', () => {
  it('hands nothing over', async () => {
    const policyRef = await world.policy(`  - ${DAY}`);
    world.awsTime('2026-11-20T17:59:30Z');
    const ctx = world.context();
    const slow = {
      ...ctx.aws,
      sts: async (options: Parameters<typeof ctx.aws.sts>[0]) => {
        const sts = await ctx.aws.sts(options);
        return {
          ...sts,
          assumeRole: (...args: Parameters<typeof sts.assumeRole>) => {
            world.awsTime('2026-11-20T18:00:01Z');
            return sts.assumeRole(...args);
          },
        };
      },
    };
    await expect(
      issue({ ...ctx, aws: slow }, { profile: 'dev', mode: 'cli', policyRef }),
    ).rejects.toMatchObject({ kind: 'denied' });
  });
});
