import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../../src/commands/policy-explain.ts';
import type { Context } from '../../src/context.ts';
import { SentinelError } from '../../src/errors.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { runCommand } from './run.ts';

const POLICY = `version: "1"
timezone: Europe/Berlin
groups: {team: [alice]}
rules:
  - name: office
    effect: allow
    conditions: {profiles: [prod], users: [team], time: {days: [friday], hours: {start: "09:00", end: "18:00"}}}
    reason: office hours
  - {name: served, effect: require_server, conditions: {profiles: [data]}}
  - {name: rest, effect: deny, conditions: {}, breakglass: allowed, reason: "ask \\u001b[31mnicely"}
`;

/** A machine with nothing on it but a policy; asking AWS fails the test. */
function machine(): { ctx: Context; policy: string; dir: string } {
  const dir = tempDir();
  writeFileSync(join(dir, 'policy.yaml'), POLICY);
  const refused = () => Promise.reject(new Error('AWS was asked'));
  const ctx = {
    env: {},
    clock: { now: () => Date.parse('2026-11-20T12:00:00Z') },
    paths: {
      config: join(dir, 'config.yaml'),
      cache: join(dir, 'cache'),
      awsConfig: join(dir, 'aws-config'),
      awsCredentials: join(dir, 'aws-credentials'),
    },
    aws: { sts: refused, ssm: refused },
    stdio: {},
  } as unknown as Context;
  return { ctx, policy: `file:${join(dir, 'policy.yaml')}`, dir };
}

const explain = (ctx: Context, ...args: string[]) => runCommand(command, ctx, args);

describe('policy explain, on a file', () => {
  it('shows the week, as a map and as JSON', async () => {
    const { ctx, policy } = machine();
    const asked = ['--profile', 'prod', '--user', 'alice', '--policy', policy, '--week'];
    const { out } = await explain(ctx, ...asked);
    expect(out).toContain(`
The week of 2026-11-16, hours of Europe/Berlin; it is Fri 13 h
     0      6       v     18
 Mon xxxxxx xxxxxx xxxxxx xxxxxx
 Tue xxxxxx xxxxxx xxxxxx xxxxxx
 Wed xxxxxx xxxxxx xxxxxx xxxxxx
 Thu xxxxxx xxxxxx xxxxxx xxxxxx
>Fri xxxxxx xxx+++ ++++++ xxxxxx
 Sat xxxxxx xxxxxx xxxxxx xxxxxx
 Sun xxxxxx xxxxxx xxxxxx xxxxxx
     + allow  x deny
`);
    const utf8 = { ...ctx, env: { LANG: 'C.UTF-8' } };
    expect((await explain(utf8, ...asked)).out).toContain('❯Fri ✗✗✗✗✗✗ ✗✗✗✓✓✓ ✓✓✓✓✓✓ ✗✗✗✗✗✗');
    const { week } = JSON.parse((await explain(ctx, ...asked, '--json')).out);
    expect(week.timezone).toBe('Europe/Berlin');
    expect(week.days[4]).toMatchObject({ day: 'friday', date: '2026-11-20' });
    expect(week.days[4].hours.slice(8, 10)).toEqual(['deny', 'allow']);
  });

  it('answers with the JSON of the specification', async () => {
    const { ctx, policy } = machine();
    const { code, out, err } = await explain(
      ctx,
      '--profile',
      'prod',
      '--user',
      'alice',
      '--policy',
      policy,
      '--json',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      effect: 'allow',
      declared_effect: 'allow',
      needs: null,
      rule: 'office',
      rule_index: 0,
      reason: 'office hours',
      user: 'alice',
      profile: 'prod',
      role_arn: null,
      mode: 'cli',
      evaluated_at: '2026-11-20T12:00:00.000Z',
      timezone: 'Europe/Berlin',
      until: '2026-11-20T17:00:00.000Z',
      next_change: { at: '2026-11-20T17:00:00.000Z', effect: 'deny' },
      breakglass: 'possible',
      trace: [
        { rule: 'office', matched: true, failed: [] },
        { rule: 'served', matched: false, failed: ['profiles'] },
        { rule: 'rest', matched: true, failed: [] },
      ],
    });
  });

  it('answers for people, with every rule and nothing that acts on a terminal', async () => {
    const { ctx, policy } = machine();
    const { code, out } = await explain(
      ctx,
      '--profile',
      'prod',
      '--user',
      'bob',
      '--policy',
      policy,
      '--at',
      '2026-11-21T00:30:00+01:00',
    );
    expect(code).toBe(0);
    expect(out).toContain('at saturday 2026-11-21 00:30 Europe/Berlin');
    expect(out).toContain('1. office [allow] does not match');
    expect(out).toContain('users: user bob is none of team');
    expect(out).toContain('time: outside friday 09:00-18:00 Europe/Berlin');
    expect(out).toContain('=> 3. rest [deny] matches (everything)');
    expect(out).toContain('break-glass can override this');
    expect(out).toContain('ask \\x1b[31mnicely');
    expect(out).not.toContain('\u001b');
  });

  it('says that a session name does not count', async () => {
    const { ctx, policy } = machine();
    const arn = 'arn:aws:sts::111122223333:assumed-role/Admin/alice';
    const { out } = await explain(ctx, '--profile', 'prod', '--arn', arn, '--policy', policy);
    expect(out).toContain(
      'users: the name alice does not count: whoever took role Admin chose this session name freely',
    );
  });

  it('takes effect in the mode asked for', async () => {
    const { ctx, policy } = machine();
    const ask = async (...more: string[]) => {
      const { out } = await explain(
        ctx,
        '--profile',
        'data',
        '--user',
        'x',
        '--policy',
        policy,
        '--json',
        ...more,
      );
      const { effect, declared_effect, needs } = JSON.parse(out);
      return [effect, declared_effect, needs];
    };
    expect(await ask()).toEqual(['deny', 'require_server', 'server']);
    expect(await ask('--mode', 'server')).toEqual(['allow', 'require_server', null]);
  });

  it('finds the role in the AWS config, unless one is given', async () => {
    const { ctx, policy } = machine();
    const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
    writeFileSync(
      ctx.paths.awsConfig,
      `[profile prod]\nrole_arn = ${role('Own')}\nsource_profile = gone\n`,
    );
    const ask = async (...more: string[]) => {
      const { out } = await explain(
        ctx,
        '--profile',
        'prod',
        '--user',
        'alice',
        '--policy',
        policy,
        '--json',
        ...more,
      );
      return JSON.parse(out).role_arn;
    };
    expect(await ask()).toBe(role('Own'));
    expect(await ask('--role-arn', role('Given'))).toBe(role('Given'));
  });

  it('finds the policy in the config, from its folder', async () => {
    const { ctx } = machine();
    writeFileSync(ctx.paths.config, 'version: 1\npolicy: file:policy.yaml\n');
    const { out } = await explain(ctx, '--profile', 'prod', '--user', 'alice', '--json');
    expect(JSON.parse(out).rule).toBe('office');
  });

  it.each<[string, string[], number, RegExp]>([
    ['both user and ARN', ['--user', 'a', '--arn', 'b'], 2, /--user or --arn/],
    ['a path for a name', ['--user', 'a/b'], 2, /--user takes a name/],
    ['an odd time', ['--user', 'a', '--at', 'tomorrow'], 2, /--at takes a time/],
    ['a day that is not there', ['--user', 'a', '--at', '2026-02-30'], 2, /--at takes a time/],
    ['an odd role', ['--user', 'a', '--role-arn', 'Admin'], 2, /--role-arn takes/],
    ['an odd mode', ['--user', 'a', '--mode', 'console'], 2, /--mode takes/],
    ['an odd policy', ['--user', 'a', '--policy', 'policy.yaml'], 2, /--policy takes/],
    [
      'an odd ARN',
      ['--arn', 'alice', '--policy', 'file:policy.yaml'],
      1,
      /its ARN is not an ARN|does not exist/,
    ],
    [
      'no policy there',
      ['--user', 'a', '--policy', 'file:/nowhere.yaml'],
      1,
      /nowhere\.yaml does not exist/,
    ],
  ])('refuses %s with nothing on stdout', async (_, args, exitCode, message) => {
    const { ctx, policy } = machine();
    const error = await explain(ctx, '--profile', 'p', '--policy', policy, ...args).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(SentinelError);
    expect(error).toMatchObject({ exitCode, message: expect.stringMatching(message) });
  });

  it('refuses a policy that does not pass', async () => {
    const { ctx, dir } = machine();
    mkdirSync(join(dir, 'broken'));
    writeFileSync(
      join(dir, 'broken', 'p.yaml'),
      'version: 1\nrules: [{name: a, effect: alow, conditions: {}}]',
    );
    const asked = explain(
      ctx,
      '--profile',
      'p',
      '--user',
      'a',
      '--policy',
      `file:${join(dir, 'broken', 'p.yaml')}`,
    );
    await expect(asked).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/line 2, column 27: effect cannot be "alow"/),
    });
  });
});

it('says that a name’s account is a guess where the policy asks for ARNs', async () => {
  const { ctx, dir } = machine();
  const rule = '{name: a, effect: allow, conditions: {principals: ["arn:aws:iam::1*:user/a"]}}';
  writeFileSync(join(dir, 'arns.yaml'), `version: "1"\nrules:\n  - ${rule}\n`);
  const policy = ['--policy', `file:${join(dir, 'arns.yaml')}`];
  const guessed = await explain(ctx, '--profile', 'p', '--user', 'a', ...policy);
  expect(guessed.err).toContain('--arn');
  const arn = 'arn:aws:iam::111122223333:user/a';
  const exact = await explain(ctx, '--profile', 'p', '--arn', arn, ...policy);
  expect(exact.err).toBe('');
  expect(exact.out).toContain('=> allow');
});

describe('policy explain, on AWS', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('explains the caller himself, under the policy in SSM', async () => {
    const { code, out } = await explain(world.context(), '--profile', 'prod', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      user: 'alice',
      profile: 'prod',
      effect: 'require_approval',
      needs: 'approval',
      breakglass: 'possible',
    });
  });

  it('explains another under the policy in SSM, at AWS time', async () => {
    const { out } = await explain(
      world.context(),
      '--profile',
      'dev',
      '--user',
      'mallory',
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({ user: 'mallory', profile: 'dev' });
  });

  it('takes a name for one of the caller’s own account, not of the role’s', async () => {
    const lines = await explain(world.context(), '--profile', 'prod', '--user', 'mallory');
    expect(lines.out).toContain('arn:aws:iam::111122223333:user/mallory');
  });
});
