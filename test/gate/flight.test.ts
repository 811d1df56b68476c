/** Many requests for the same at once, and a leader that does not come back. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import type { AwsFactory } from '../../src/aws/api.ts';
import { AwsError } from '../../src/aws/api.ts';
import { issue } from '../../src/gate/issue.ts';
import type { IssueRequest } from '../../src/gate/types.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { openWorld, type TestWorld } from './world.ts';

const dev: IssueRequest = { profile: 'dev', mode: 'credential_process' };

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.sandbox.control.clearFaults());
afterAll(() => world.close());

/** AWS as one process sees it, with something before its AssumeRole. */
function withAssume(aws: AwsFactory, before: () => Promise<void>): AwsFactory {
  return {
    ...aws,
    sts: async (options) => {
      const sts = await aws.sts(options);
      return {
        ...sts,
        assumeRole: async (...input) => {
          await before();
          return sts.assumeRole(...input);
        },
      };
    },
  };
}

const count = (name: string, before: number) =>
  world
    .events()
    .slice(before)
    .filter((one) => one.eventName === name).length;

describe('fifty at once', () => {
  it('make one AssumeRole and one GetCallerIdentity, and each logs its own decision', async () => {
    const before = world.events().length;
    const [last] = await readDecisions(world.context(), { limit: 1 });
    const all = await Promise.all(Array.from({ length: 50 }, () => issue(world.context(), dev)));
    expect(new Set(all.map((one) => one.credentials.accessKeyId)).size).toBe(1);
    expect(new Set(all.map((one) => one.session.id)).size).toBe(1);
    expect(all.filter((one) => !one.reused)).toHaveLength(1);
    expect(count('AssumeRole', before)).toBe(1);
    expect(count('GetCallerIdentity', before)).toBe(1);
    const lines = (await readDecisions(world.context(), { limit: 200 })).filter(
      (line) => line.seq > (last?.seq ?? 0),
    );
    const events = Object.groupBy(lines, (line) => line.event);
    expect(events.decision).toHaveLength(50);
    expect(events.issued).toHaveLength(1);
    expect(events.reused).toHaveLength(49);
    const stamps = new Set(lines.map((line) => line.source_identity));
    expect(stamps.size).toBe(1);
  });
});

describe('a leader', () => {
  const asked = { ...dev, duration: 1800 };

  it('that is refused keeps its error to itself; the next one leads', async () => {
    const ctx = world.context();
    let calls = 0;
    const aws = withAssume(ctx.aws, async () => {
      if (++calls > 1) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
      throw new AwsError({
        service: 'sts',
        action: 'AssumeRole',
        code: 'AccessDenied',
        message: 'not you',
        status: 403,
      });
    });
    const all = await Promise.allSettled([1, 2, 3].map(() => issue({ ...ctx, aws }, asked)));
    const failed = all.filter((one) => one.status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(calls).toBe(2);
    expect(failed[0]?.reason).toMatchObject({ kind: 'failed' });
  });

  it('that is cut off ends its row and logs it; a follower cut off says so too, and hands nothing over', async () => {
    const ctx = world.context();
    const held = Promise.withResolvers<void>();
    const aws = withAssume(ctx.aws, () => held.promise);
    const stop = new AbortController();
    const other = { ...dev, duration: 2700, signal: stop.signal };
    const [last] = await readDecisions(ctx, { limit: 1 });
    const since = async () =>
      (await readDecisions(ctx, { limit: 20 }))
        .filter((line) => line.seq > (last?.seq ?? 0))
        .map((line) => `${line.event} ${line.effect} ${line.duration ?? ''}`)
        .sort();
    world.sandbox.control.clearCalls();
    const all = [1, 2, 3].map(() => issue({ ...ctx, aws }, other));
    for (const one of all) one.catch(() => {});
    await expect.poll(since).toEqual(['decision allow 45m']);
    // The followers have their verdicts once they have the policy, and wait.
    await expect.poll(() => world.sandbox.control.calls()['ssm:GetParameter']).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 100));
    stop.abort();
    held.resolve();
    for (const one of all) await expect(one).rejects.toMatchObject({ kind: 'interrupted' });
    await expect
      .poll(since)
      .toEqual(['decision allow 45m', 'decision deny ', 'decision deny ', 'failed allow 45m']);
    const ledger = await openLedger(ctx);
    const [row] = await ledger.listSessions({ limit: 1 });
    ledger.close();
    expect(row).toMatchObject({ status: 'ended', accessKeyId: null });
    // And nothing of it is found by the next.
    expect((await issue(ctx, { ...dev, duration: 2700 })).reused).toBe(false);
  });
});
