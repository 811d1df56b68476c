/** A session handed out again: when it is, and everything that keeps it from being. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { openSealedCache } from '../../src/cache/open.ts';
import { DEFAULTS } from '../../src/config/types.ts';
import type { Context } from '../../src/context.ts';
import { endSession } from '../../src/gate/end-session.ts';
import { issue } from '../../src/gate/issue.ts';
import type { Issued, IssueRequest } from '../../src/gate/types.ts';
import { openLedger } from '../../src/ledger/open.ts';
import type { SessionRow } from '../../src/ledger/types.ts';
import { openWorld, type TestWorld } from './world.ts';

const dev: IssueRequest = { profile: 'dev', mode: 'credential_process' };
const OPEN = '  - {name: open, effect: allow, conditions: {profiles: [dev, staging]}}';

let world: TestWorld;
let ctx: Context;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  ctx = world.context();
  // What the test before kept belongs to a row that is over.
  await withLedger(async (ledger) => {
    for (const row of await ledger.listSessions({ status: 'active' })) {
      await ledger.updateSession(row, { status: 'revoked' });
    }
  });
});
afterEach(() => world.sandbox.control.setClockOffset(0));
afterAll(() => world.close());

type Ledger = Awaited<ReturnType<typeof openLedger>>;
async function withLedger<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(ctx, { now: () => world.sandbox.control.cloud.now() });
  try {
    return await work(ledger);
  } finally {
    ledger.close();
  }
}

const rowOf = (issued: Issued) =>
  withLedger((ledger) => ledger.getSession(issued.session.id)) as Promise<SessionRow>;
const change = (issued: Issued, changes: Parameters<Ledger['updateSession']>[1]) =>
  withLedger(async (ledger) => ledger.updateSession(await rowOf(issued), changes));

/** The names of AWS's calls since then. */
function callsSince(before: number): string[] {
  return world
    .events()
    .slice(before)
    .map((one) => String(one.eventName));
}

describe('the same request once more', () => {
  it('gets the same credentials for one call to AWS, logged as its own decision and as reused', async () => {
    const first = await issue(ctx, dev);
    expect(first.reused).toBe(false);
    const before = world.events().length;
    const again = await issue(ctx, dev);
    expect(callsSince(before)).toEqual(['GetParameter']);
    expect(again.reused).toBe(true);
    expect(again.credentials).toEqual(first.credentials);
    expect([again.stamp, again.region]).toEqual([first.stamp, first.region]);
    const [reused, decision, issued] = await readDecisions(ctx, { limit: 3 });
    expect(issued).toMatchObject({ event: 'issued' });
    const same = {
      request_id: first.session.requestId,
      source_identity: first.stamp,
      effect: 'allow',
      rule: issued?.rule,
      policy: issued?.policy,
    };
    expect(decision).toMatchObject({ event: 'decision', ...same });
    expect(reused).toMatchObject({
      event: 'reused',
      ...same,
      stamped: true,
      access_key_id: first.credentials.accessKeyId,
      expires_at: issued?.expires_at,
      mode: 'credential_process',
    });
    const row = await rowOf(first);
    expect(row).toEqual(again.session);
    expect(row).toMatchObject({ status: 'active', requestCount: 1 });
    expect(row.lastAccessAt).toBeGreaterThanOrEqual(row.startedAt);
  });

  it('counts each use, also of many at once', async () => {
    const first = await issue(ctx, dev);
    const all = await Promise.all(Array.from({ length: 12 }, () => issue(ctx, dev)));
    expect(all.every((one) => one.reused)).toBe(true);
    expect((await rowOf(first)).requestCount).toBe(12);
  });

  it('under --no-cache asks AWS for everything, and leaves nothing behind', async () => {
    const before = world.events().length;
    await issue(ctx, { ...dev, noCache: true });
    expect((await issue(ctx, dev)).reused).toBe(false);
    expect((await issue(ctx, { ...dev, noCache: true })).reused).toBe(false);
    expect((await issue(ctx, dev)).reused).toBe(true);
    expect(callsSince(before).filter((name) => name === 'AssumeRole')).toHaveLength(3);
    expect(callsSince(before).filter((name) => name === 'GetCallerIdentity')).toHaveLength(2);
  });
});

describe('a request that differs', () => {
  const chained = (text: string) =>
    `${text}\n[profile dev2]\nregion = eu-central-1\nsentinel_source_profile = alice\nsentinel_role_arn = arn:aws:iam::111122223333:role/Developer\nsentinel_external_id = other\n`;

  it.each<[string, Partial<IssueRequest>]>([
    ['in its profile', { profile: 'staging' }],
    ['in its mode', { mode: 'cli' }],
    ['in its duration', { duration: 1800 }],
    ['in its regions', { regions: ['us-east-1'] }],
    ['in its base', { awsProfile: 'bob' }],
  ])('%s gets its own', async (_, other) => {
    await world.awsConfig(chained);
    const policyRef = await world.policy(OPEN);
    const first = await issue(ctx, { ...dev, policyRef });
    const asked = { ...dev, policyRef, ...other };
    const second = other.awsProfile
      ? await issue(world.context({ as: 'bob' }), { ...dev, policyRef })
      : await issue(ctx, asked);
    expect(second.reused).toBe(false);
    expect(second.credentials.accessKeyId).not.toBe(first.credentials.accessKeyId);
    expect((await issue(ctx, { ...dev, policyRef })).reused).toBe(true);
  });

  it('in one byte of its policy gets its own', async () => {
    await issue(ctx, { ...dev, policyRef: await world.policy(OPEN) });
    const other = await issue(ctx, { ...dev, policyRef: await world.policy(`${OPEN} # x`) });
    expect(other.reused).toBe(false);
  });
});

describe('a session is not handed out again', () => {
  it.each(['revoked', 'ended'] as const)('when its row is %s', async (status) => {
    const first = await issue(ctx, dev);
    await change(first, { status });
    const second = await issue(ctx, dev);
    expect(second.reused).toBe(false);
    expect(second.session.id).not.toBe(first.session.id);
  });

  it.each<[string, Parameters<Ledger['updateSession']>[1]]>([
    ['other keys', { accessKeyId: 'ASIAOTHER' }],
    ['another end', { credentialsExpireAt: Date.now() + 3_000_000 }],
  ])('when its row names %s', async (_, changes) => {
    await change(await issue(ctx, dev), changes);
    expect((await issue(ctx, dev)).reused).toBe(false);
  });

  it('when policy denies now: no credentials, and nothing of them in the log', async () => {
    const rules = (effect: string) =>
      `version: "1"\nledger: local\nrules:\n  - {name: r, effect: ${effect}, conditions: {}}\n`;
    world.sandbox.control.putParameter('/sentinel/policies/team', rules('allow'));
    const asked = { ...dev, policyRef: 'ssm:/sentinel/policies/team' };
    await issue(ctx, asked);
    expect((await issue(ctx, asked)).reused).toBe(true);
    world.sandbox.control.putParameter('/sentinel/policies/team', rules('deny'));
    await expect(issue(ctx, asked)).rejects.toMatchObject({ kind: 'denied' });
    const [line] = await readDecisions(ctx, { limit: 1 });
    expect(line).toMatchObject({ event: 'decision', effect: 'deny' });
    expect(line).not.toHaveProperty('access_key_id');
  });

  it('when a window of the very same policy has closed', async () => {
    const policyRef = await world.policy(
      '  - {name: day, effect: allow, conditions: {time: {hours: {start: "09:00", end: "18:00"}}}}',
    );
    world.awsTime('2026-11-20T17:20:00Z');
    const clock = { now: () => world.sandbox.control.cloud.now() };
    const late = world.context({ clock });
    const first = await issue(late, { ...dev, policyRef });
    expect(first.credentials.expiration).toBeLessThanOrEqual(Date.parse('2026-11-20T18:00:00Z'));
    world.awsTime('2026-11-20T17:30:00Z');
    expect((await issue(late, { ...dev, policyRef })).reused).toBe(true);
    world.awsTime('2026-11-20T18:00:01Z');
    await expect(issue(late, { ...dev, policyRef })).rejects.toMatchObject({ kind: 'denied' });
  });

  it('when less than a quarter of its life, or fifteen minutes, is left', async () => {
    const clock = { now: () => world.sandbox.control.cloud.now() };
    const at = world.context({ clock });
    const hour = await issue(at, dev);
    world.sandbox.control.setClockOffset(44 * 60_000);
    expect((await issue(at, dev)).session.id).toBe(hour.session.id);
    world.sandbox.control.setClockOffset(46 * 60_000);
    const fresh = await issue(at, dev);
    expect(fresh.reused).toBe(false);
    expect((await issue(at, dev)).session.id).toBe(fresh.session.id);
  });

  it('when it ends sooner than --min-ttl asks', async () => {
    const first = await issue(ctx, { ...dev, duration: 1800 });
    const again = await issue(ctx, { ...dev, duration: 1800, minTtl: 1500 });
    expect(again.session.id).toBe(first.session.id);
    const renewed = await issue(ctx, { ...dev, duration: 1800, minTtl: 1810 });
    expect(renewed.reused).toBe(false);
  });

  it('when it carries no stamp', async () => {
    const policyRef = await world.policy(
      '  - {name: bare, effect: allow, conditions: {profiles: [alice]}, unstamped: allow}',
    );
    const bare = { ...dev, profile: 'alice', policyRef };
    await issue(ctx, bare);
    expect((await issue(ctx, bare)).reused).toBe(false);
  });

  it('when the ledger cannot be asked: nothing is', async () => {
    const { rename } = await import('node:fs/promises');
    await issue(ctx, dev);
    const path = `${ctx.paths.state}/ledger.db`;
    await rename(path, `${path}.away`);
    await import('node:fs/promises').then((fs) => fs.mkdir(path));
    try {
      await expect(issue(ctx, dev)).rejects.toMatchObject({ name: 'SentinelError' });
      const [line] = await readDecisions(ctx, { limit: 1 });
      expect(line).toMatchObject({ event: 'decision', effect: 'deny' });
    } finally {
      await import('node:fs/promises').then((fs) => fs.rmdir(path));
      await rename(`${path}.away`, path);
    }
  });

  it('when the log cannot say so', async () => {
    await issue(ctx, dev);
    await expect(issue(ctx, { ...dev, log: { files: ['/dev/full'] } })).rejects.toMatchObject({
      kind: 'failed',
    });
  });

  it('when what is kept is not whole', async () => {
    const kept = new Map<string, string>();
    const { cache } = await openSealedCache(ctx, { keys: DEFAULTS.keys });
    if (!cache) throw new Error('the sandbox has a key store');
    const { put } = cache;
    cache.put = async (kind, key, value, until) => {
      if (kind === 'session') kept.set(key, value);
      await put(kind, key, value, until);
    };
    try {
      const first = await issue(ctx, dev);
      const [key = '', text = ''] = [...kept][0] ?? [];
      for (const member of ['accessKeyId', 'secretAccessKey', 'sessionToken', 'sessionId']) {
        const broken = text.replace(new RegExp(`"${member}":"[^"]+"`), `"${member}":""`);
        expect(broken).not.toBe(text);
        await put('session', key, broken, Date.now() + 60_000);
        expect((await issue(ctx, dev)).credentials.accessKeyId).not.toBe(
          first.credentials.accessKeyId,
        );
      }
    } finally {
      cache.put = put;
    }
  });
});

describe('whose end ends a session', () => {
  it('that nobody else was given: its own; and then nobody is given it', async () => {
    const first = await issue(ctx, { ...dev, mode: 'cli' });
    await endSession(ctx, first.session.id);
    expect((await rowOf(first)).status).toBe('ended');
    expect((await issue(ctx, { ...dev, mode: 'cli' })).reused).toBe(false);
  });

  it('that others hold too: nobody’s, it lives until its credentials do', async () => {
    const first = await issue(ctx, { ...dev, mode: 'cli' });
    const second = await issue(ctx, { ...dev, mode: 'cli' });
    expect(second.session.id).toBe(first.session.id);
    await endSession(ctx, first.session.id);
    await endSession(ctx, second.session.id);
    expect((await rowOf(first)).status).toBe('active');
    expect((await issue(ctx, { ...dev, mode: 'cli' })).reused).toBe(true);
  });

  it('is settled by whichever comes first, also when both come at once', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const first = await issue(ctx, { ...dev, mode: 'cli' });
      const [again] = await Promise.all([
        issue(ctx, { ...dev, mode: 'cli' }),
        endSession(ctx, first.session.id),
      ]);
      const { status } = await rowOf(first);
      expect(again.session.id === first.session.id).toBe(status === 'active');
      expect(again.session.status).toBe('active');
      await change(again, { status: 'revoked' });
    }
  });
});
