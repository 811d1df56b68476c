import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { assess } from '../../src/gate/assess.ts';
import { endSession } from '../../src/gate/end-session.ts';
import { issue } from '../../src/gate/issue.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { openWorld, type TestWorld } from './world.ts';

const FIRST = 'arn:aws:iam::111122223333:role/Developer';
const SECOND = 'arn:aws:iam::111122223333:role/Second';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('an allowed profile', () => {
  it('gives credentials whose stamp is the same everywhere', async () => {
    const ctx = world.context();
    const issued = await issue(ctx, { profile: 'staging', mode: 'cli', duration: 7200 });
    expect(issued.stamp).toMatch(/^sentinel=alice=direct=[0-9a-f]{8}$/);
    expect(issued.credentials.accessKeyId).toMatch(/^ASIA/);

    const assumed = world
      .events()
      .filter((one) => one.eventName === 'AssumeRole')
      .at(-1);
    expect(assumed?.['requestParameters']).toMatchObject({
      roleArn: 'arn:aws:iam::222233334444:role/Developer',
      roleSessionName: 'alice',
      sourceIdentity: issued.stamp,
      durationSeconds: 7200,
    });

    const [line, decision] = await readDecisions(ctx, { limit: 2 });
    expect(decision).toMatchObject({
      event: 'decision',
      effect: 'allow',
      rule: 'staging-oncall',
      source_identity: issued.stamp,
      stamped: true,
      duration: '2h',
    });
    expect(line).toMatchObject({
      event: 'issued',
      user: 'alice',
      source_identity: issued.stamp,
      request_id: issued.session.requestId,
      access_key_id: issued.credentials.accessKeyId,
      region: 'eu-central-1',
      policy: { ref: 'ssm:/sentinel/policies/default', version: 1 },
    });

    expect(issued.session).toMatchObject({
      status: 'active',
      user: 'alice',
      profile: 'staging',
      sourceIdentity: issued.stamp,
      accessKeyId: issued.credentials.accessKeyId,
      credentialsExpireAt: issued.credentials.expiration,
      windowEndsAt: null,
      grant: 'direct',
      logSeq: line?.seq,
      logHash: line?.hash,
    });
    const ledger = await openLedger(ctx);
    expect(await ledger.getSession(issued.session.id)).toEqual(issued.session);
    ledger.close();
  });

  it('puts no secret into log or ledger', async () => {
    const ctx = world.context();
    const { credentials } = await issue(ctx, { profile: 'dev', mode: 'cli' });
    for (const file of ['decisions.jsonl', 'ledger.db', 'ledger.db-wal']) {
      const bytes = await readFile(join(ctx.paths.state, file)).catch(() => Buffer.alloc(0));
      expect(bytes.includes(credentials.secretAccessKey)).toBe(false);
      expect(bytes.includes(credentials.sessionToken as string)).toBe(false);
    }
  });

  it('keeps the chain of the log whole', async () => {
    expect(await verifyLog(world.context())).toMatchObject({ ok: true });
  });

  it('says when a duration was cut, and ends the row when the child is gone', async () => {
    const ctx = world.context();
    const staging = { profile: 'staging', mode: 'cli', noCache: true } as const;
    const issued = await issue(ctx, { ...staging, duration: 4 * 3600 });
    expect(issued.notices).toEqual(['Duration 4h cut to 2h: the cap of rule "staging-oncall".']);
    await endSession(ctx, issued.session.id);
    await endSession(ctx, issued.session.id);
    const ledger = await openLedger(ctx);
    expect((await ledger.getSession(issued.session.id))?.status).toBe('ended');
    ledger.close();
  });

  it('goes by sentinel_* keys and through credential_process profiles', async () => {
    const issued = await issue(world.context(), {
      profile: 'dev-tools',
      mode: 'credential_process',
    });
    expect(issued.session).toMatchObject({
      mode: 'credential_process',
      roleArn: 'arn:aws:iam::111122223333:role/Developer',
    });
  });
});

describe('a role behind a role', () => {
  it('keeps the stamp on every hop, an hour at most, and hands over only the last', async () => {
    await world.awsConfig(
      (text) =>
        `${text}\n[profile chained]\nregion = eu-central-1\nrole_arn = arn:aws:iam::111122223333:role/Second\nsource_profile = dev\n`,
    );
    const { world: cloud } = world.sandbox.control.cloud;
    const dev = cloud.accounts.find((account) => account.id === '111122223333');
    const first = dev?.roles.find((role) => role.name === 'Developer');
    if (!dev || !first) throw new Error('the story has changed');
    const trust = {
      Version: '2012-10-17' as const,
      Statement: [
        {
          Effect: 'Allow' as const,
          Principal: { AWS: FIRST },
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
        },
      ],
    };
    dev.roles.push({ ...first, name: 'Second', trust });
    const ref = await world.policy(
      '  - {name: chain, effect: allow, conditions: {profiles: [chained]}}',
    );
    const issued = await issue(world.context(), {
      profile: 'chained',
      mode: 'cli',
      duration: 7200,
      policyRef: ref,
    });
    const calls = world
      .events()
      .filter((one) => one.eventName === 'AssumeRole')
      .slice(-2);
    expect(calls.map((one) => one['requestParameters'])).toMatchObject([
      { roleArn: FIRST, sourceIdentity: issued.stamp, durationSeconds: 900 },
      { roleArn: SECOND, sourceIdentity: issued.stamp, durationSeconds: 3600 },
    ]);
    expect(issued.notices).toEqual(["Duration 2h cut to 1h: AWS's limit for role chaining."]);
    expect(issued.assessment.roleArn).toBe(SECOND);
  });
});

describe('the target decides, not the name', () => {
  it("gives [profile dev] that points at production what production's rules say", async () => {
    await world.awsConfig((text) =>
      text.replace(
        'role_arn = arn:aws:iam::111122223333:role/Developer',
        'role_arn = arn:aws:iam::333344445555:role/ProdAdmin',
      ),
    );
    const ctx = world.context();
    // The story's policy pins dev to its own role.
    const seen = await assess(ctx, { profile: 'dev', mode: 'cli' });
    expect(seen.roleArn).toBe('arn:aws:iam::333344445555:role/ProdAdmin');
    expect(seen.verdict.effect).toBe('deny');
    // Without pins, rules that name roles come to the same.
    const ref = await world.policy(
      [
        '  - {name: prod, effect: require_approval, conditions: {roles: ["arn:aws:iam::333344445555:role/Prod*"]}}',
        '  - {name: dev, effect: allow, conditions: {profiles: [dev]}}',
      ].join('\n'),
    );
    await expect(issue(ctx, { profile: 'dev', mode: 'cli', policyRef: ref })).rejects.toMatchObject(
      {
        kind: 'approval_needed',
      },
    );
    await world.awsConfig((text) =>
      text.replace('333344445555:role/ProdAdmin', '111122223333:role/Developer'),
    );
  });
});

describe('a profile that cannot carry a stamp', () => {
  it('is refused with the fix, and logged as denied', async () => {
    const ctx = world.context();
    await expect(issue(ctx, { profile: 'alice', mode: 'cli' })).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringMatching(/cannot carry a stamp.* leads to no role.*sentinel_role_arn/),
    });
    const [line] = await readDecisions(ctx, { limit: 1 });
    expect(line).toMatchObject({ event: 'decision', effect: 'deny', rule: 'own-keys' });
  });

  it('is given a session token under a rule that says so, marked as unstamped', async () => {
    const ctx = world.context();
    const ref = await world.policy(
      '  - {name: bare, effect: allow, conditions: {profiles: [alice]}, unstamped: allow}',
    );
    const issued = await issue(ctx, { profile: 'alice', mode: 'cli', policyRef: ref });
    expect(issued.stamp).toBeNull();
    expect(issued.session.sourceIdentity).toBeNull();
    expect(issued.credentials.sessionToken).toBeTruthy();
    expect(issued.notices.join()).toMatch(/UNSTAMPED/);
    const [line] = await readDecisions(ctx, { limit: 1 });
    expect(line).toMatchObject({ event: 'issued', stamped: false, source_identity: null });
    // What AWS could not end with the grant is not given.
    const short = await world.policy(
      '  - {name: bare, effect: allow, conditions: {profiles: [alice]}, unstamped: allow, max_duration: 5m}',
    );
    await expect(
      issue(ctx, { profile: 'alice', mode: 'cli', policyRef: short }),
    ).rejects.toMatchObject({ kind: 'denied' });
  });
});
