/** Whatever goes wrong: no credentials, one clear sentence, the right exit code, and AWS never asked. */
import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { SentinelError } from '../../src/errors.ts';
import { issue } from '../../src/gate/issue.ts';
import type { IssueRequest } from '../../src/gate/types.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { openWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let before: number;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  before = assumeCalls();
});
afterAll(() => world.close());

const assumeCalls = () => world.events().filter((one) => one.eventName === 'AssumeRole').length;

/** Issues, and gives the error that must come of it. */
async function refused(
  request: Partial<IssueRequest> & { profile: string },
): Promise<SentinelError> {
  // Nothing kept from the test before: each asks AWS.
  const asked = { mode: 'cli', noCache: true, ...request } as const;
  const ended: unknown = await issue(world.context(), asked).catch((error) => error);
  expect(ended).toBeInstanceOf(SentinelError);
  const error = ended as SentinelError;
  expect(error.message).not.toBe('');
  expect(error.message).not.toMatch(/undefined|\[object/);
  return error;
}

async function sessions() {
  const ledger = await openLedger(world.context());
  const rows = await ledger.listSessions({});
  ledger.close();
  return rows;
}

describe('policy says no: AWS sees no AssumeRole', () => {
  it.each([
    ['prod', 'approval_needed', 4],
    ['prod-db', 'server_needed', 5],
    ['prod-payments', 'server_needed', 5],
    ['prod-org', 'denied', 3],
    ['analytics', 'not_signed_in', 6],
  ])('%s: %s', async (profile, kind, code) => {
    const error = await refused({ profile });
    expect([error.kind, error.exitCode]).toEqual([kind, code]);
    expect(assumeCalls()).toBe(before);
  });

  it('logs each refusal', async () => {
    await refused({ profile: 'prod-org' });
    const [line] = await readDecisions(world.context(), { limit: 1 });
    expect(line).toMatchObject({ event: 'decision', effect: 'deny', rule: 'organisation-closed' });
    expect(line && 'source_identity' in line).toBe(false);
  });

  it('in another mode too', async () => {
    const error = await refused({ profile: 'prod-org', mode: 'credential_process' });
    expect(error.exitCode).toBe(3);
  });
});

describe('the policy cannot be had: AWS sees no AssumeRole', () => {
  const rules = 'version: "1"\nrules:\n  - {name: r, effect: allow, conditions: {}}\n';

  it.each([
    ['broken YAML', 'version: "1"\nrules: [', 1],
    ['an unknown effect', rules.replace('allow', 'permit'), 1],
    ['an unknown key', `${rules}extra: 1\n`, 1],
    ['two documents', `${rules}---\n${rules}`, 1],
    ['nothing at all', '', 1],
    ['no rules', 'version: "1"\nrules: []\n', 1],
    ['a window of a day that is none', rules.replace('{}', '{time: {days: [someday]}}'), 1],
    [
      'an hour that is none',
      rules.replace('{}', '{time: {hours: {start: "25:00", end: "26:00"}}}'),
      1,
    ],
    [
      'a ledger this version has not',
      `${rules}ledger: {requests: "arn:aws:dynamodb:us-east-1:111122223333:table/r"}\n`,
      7,
    ],
  ])('%s', async (_, text, code) => {
    const path = join(world.home, 'policy.yaml');
    await writeFile(path, text);
    const error = await refused({ profile: 'dev', policyRef: `file:${path}` });
    expect(error.exitCode).toBe(code);
    expect(assumeCalls()).toBe(before);
  });

  it.each([
    ['no such file', 'file:/no/such/policy.yaml', 1],
    ['no such parameter', 'ssm:/no/such/policy', 1],
    ['nothing under the path', 'ssm:/no/such/', 1],
    ['a name of another form', 'https://evil.example/policy', 2],
  ])('%s', async (_, policyRef, code) => {
    expect((await refused({ profile: 'dev', policyRef })).exitCode).toBe(code);
    expect(assumeCalls()).toBe(before);
  });

  it('SSM does not answer', async () => {
    world.sandbox.control.setReachable('ssm', false);
    try {
      const error = await refused({ profile: 'dev' });
      expect([error.kind, error.exitCode]).toEqual(['unavailable', 7]);
      expect(error.message).toMatch(/policy .*ssm/);
      expect(assumeCalls()).toBe(before);
    } finally {
      world.sandbox.control.setReachable('ssm', true);
    }
  });

  it('STS does not answer', async () => {
    world.sandbox.control.setReachable('sts', false);
    try {
      expect((await refused({ profile: 'dev' })).exitCode).toBe(7);
    } finally {
      world.sandbox.control.setReachable('sts', true);
    }
  });
});

describe('it cannot be recorded', () => {
  it('a log on a full disk: AWS sees no AssumeRole', async () => {
    const error = await refused({ profile: 'dev', log: { files: ['/dev/full'] } });
    expect(error.exitCode).toBe(1);
    expect(error.message).toMatch(/no space left/);
    expect(assumeCalls()).toBe(before);
  });

  it('a log that cannot be opened: AWS sees no AssumeRole', async () => {
    const path = join(world.context().paths.state, 'decisions.jsonl');
    await rename(path, `${path}.away`);
    await mkdir(path);
    try {
      expect((await refused({ profile: 'dev' })).message).toMatch(/decision log/);
      expect(assumeCalls()).toBe(before);
    } finally {
      await rmdir(path);
      await rename(`${path}.away`, path);
    }
  });

  it('a ledger that is no database: AWS sees no AssumeRole', async () => {
    const path = join(world.context().paths.state, 'ledger.db');
    await issue(world.context(), { profile: 'dev', mode: 'cli' });
    before = assumeCalls();
    const whole = await readFile(path);
    await rm(`${path}-wal`, { force: true });
    await rm(`${path}-shm`, { force: true });
    await writeFile(path, 'this is no database, and never was one: '.repeat(200));
    try {
      await refused({ profile: 'dev' });
      expect(assumeCalls()).toBe(before);
      const [line] = await readDecisions(world.context(), { limit: 1 });
      expect(line?.event).toBe('failed');
    } finally {
      await writeFile(path, whole);
    }
  });

  it('a row that cannot be written while AWS answers: nothing is handed over', async () => {
    await withTrigger('before insert on sessions', async () => {
      await refused({ profile: 'dev' });
      // Both were under way at once; the credentials went nowhere.
      const [line] = await readDecisions(world.context(), { limit: 1 });
      expect(line).toMatchObject({ event: 'failed', profile: 'dev' });
    });
  });

  it('a row that cannot become active: nothing is handed over', async () => {
    await withTrigger('before update on sessions', async () => {
      await refused({ profile: 'dev' });
      const [line] = await readDecisions(world.context(), { limit: 1 });
      expect(line).toMatchObject({ event: 'failed', profile: 'dev' });
    });
  });
});

describe('AWS refuses', () => {
  it('the role: logged with its code, the row ended, explained', async () => {
    await world.awsConfig(
      (text) =>
        `${text}\n[profile legacy]\nregion = eu-central-1\nrole_arn = arn:aws:iam::333344445555:role/LegacyAdmin\nsource_profile = alice\n`,
    );
    const policyRef = await world.policy(
      '  - {name: legacy, effect: allow, conditions: {profiles: [legacy]}}',
    );
    const error = await refused({ profile: 'legacy', policyRef });
    expect(error.exitCode).toBe(1);
    expect(error.message).toMatch(/AccessDenied/);
    expect(error.next.join(' ')).toMatch(/sts:SetSourceIdentity/);
    const [line, decision] = await readDecisions(world.context(), { limit: 2 });
    expect(line).toMatchObject({ event: 'failed', error: 'AccessDenied', profile: 'legacy' });
    expect(decision).toMatchObject({ event: 'decision', effect: 'allow' });
    expect((await sessions())[0]).toMatchObject({
      profile: 'legacy',
      status: 'ended',
      accessKeyId: null,
    });
  });

  it('the keys: said without them', async () => {
    const path = world.context().paths.awsCredentials;
    const whole = await readFile(path, 'utf8');
    await writeFile(
      path,
      whole.replace(/(secret_access_key = ).*/, '$1wrong/secret+that+must+not+show'),
    );
    try {
      const error = await refused({ profile: 'dev' });
      expect(error.message).toMatch(/does not accept the base credentials .*SignatureDoesNotMatch/);
      expect(JSON.stringify([error.message, error.next])).not.toMatch(/wrong.secret/);
      expect(assumeCalls()).toBe(before);
    } finally {
      await writeFile(path, whole);
    }
  });
});

describe('an endpoint of the environment', () => {
  it('brings in no policy and gets no keys; a failure names it', async () => {
    const ctx = world.context({ env: { AWS_ENDPOINT_URL: 'http://evil.example' } });
    expect((await issue(ctx, { profile: 'dev', mode: 'cli' })).assessment.endpoint).toBe(
      world.sandbox.url,
    );
    const { sandbox: _, ...outside } = ctx;
    const request = { profile: 'dev', mode: 'cli', noCache: true } as const;
    world.sandbox.control.setReachable('sts', false);
    try {
      await expect(issue(outside, request)).rejects.toMatchObject({
        kind: 'unavailable',
        next: expect.arrayContaining([expect.stringContaining('AWS_ENDPOINT_URL is not used')]),
      });
    } finally {
      world.sandbox.control.setReachable('sts', true);
    }
  });
});

describe('it is stopped', () => {
  it('by its caller: nothing is handed over', async () => {
    const controller = new AbortController();
    const issuing = refused({ profile: 'dev', signal: controller.signal });
    controller.abort();
    expect((await issuing).exitCode).toBe(130);
  });

  it('while AWS answers: the row ends, and nothing is handed over', async () => {
    const ctx = world.context();
    const controller = new AbortController();
    const aws = {
      ...ctx.aws,
      sts: async (options: Parameters<typeof ctx.aws.sts>[0]) => {
        const sts = await ctx.aws.sts(options);
        return {
          ...sts,
          assumeRole: async (...args: Parameters<typeof sts.assumeRole>) => {
            const answer = await sts.assumeRole(...args);
            controller.abort();
            return answer;
          },
        };
      },
    };
    const { signal } = controller;
    const issuing = issue({ ...ctx, aws }, { profile: 'dev', mode: 'cli', noCache: true, signal });
    await expect(issuing).rejects.toMatchObject({ kind: 'interrupted' });
    await expect
      .poll(async () => (await readDecisions(ctx, { limit: 1 }))[0]?.event)
      .toBe('failed');
    expect((await sessions())[0]).toMatchObject({ status: 'ended', accessKeyId: null });
  });
});

/** The ledger refuses one kind of write, for real: a trigger that raises. */
async function withTrigger(when: string, work: () => Promise<void>): Promise<void> {
  const path = join(world.context().paths.state, 'ledger.db');
  const database = new DatabaseSync(path);
  database.exec(`create trigger broken ${when} begin select raise(abort, 'disk is full'); end`);
  try {
    await work();
  } finally {
    database.exec('drop trigger broken');
    database.close();
  }
}
