import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseOverride } from '../../src/config/fixed.ts';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import { type Config, DEFAULTS } from '../../src/config/types.ts';
import type { Context } from '../../src/context.ts';
import { PolicyError } from '../../src/policy/problems.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { dump } from '../policy/dump.ts';
import { rootOwned } from './root-owned.ts';

function machine(system: string | null, user: string | null) {
  const dir = tempDir();
  mkdirSync(join(dir, 'etc'));
  mkdirSync(join(dir, 'home'));
  const paths = { systemConfig: join(dir, 'etc', 'c.yaml'), config: join(dir, 'home', 'c.yaml') };
  if (system !== null) writeFileSync(paths.systemConfig, `version: "1"\n${system}\n`);
  if (user !== null) writeFileSync(paths.config, `version: "1"\n${user}\n`);
  const ctx = { env: {}, paths } as unknown as Context;
  return { dir, paths, load: (flag?: string) => loadConfig(ctx, flag, rootOwned()) };
}

const WHOLE = `policy: ssm:/a
approvals: ssm:/b
breakglass: ssm:/c
ratelimits: ssm:/d
regions: [us-east-1, us-west-2]
ledger: sqlite
ledger_region: eu-central-1
tables: {requests: r-requests, sessions: s-sessions}
retention: 30d
notify: [{sns: "arn:aws:sns:us-east-1:111122223333:x"}]
log: [stderr]
endpoints: {sts: "https://sts.internal.example"}
emergency: {role_arn: "arn:aws:iam::111122223333:role/Emergency", text: call}
keys: file
server: {policy_max_age: 10s}
profiles: {prod: {duration: 30m}}`;

describe("the organisation's file and the user's", () => {
  it('are one config; each key may come from either', async () => {
    const { load, paths } = machine(
      'policy: ssm:/org\ntables: {sessions: org-sessions}\nemergency: {text: call 1}\nprofiles: {prod: {duration: 30m}}',
      'breakglass: ssm:/mine\ntables: {requests: my-requests}\nemergency: {role_arn: "arn:aws:iam::111122223333:role/E"}\nprofiles: {dev: {duration: 2h}}',
    );
    expect(dump(await load())).toEqual({
      ...(dump(DEFAULTS) as object),
      path: paths.config,
      policy: 'ssm:/org',
      breakglass: 'ssm:/mine',
      tables: { ...DEFAULTS.tables, sessions: 'org-sessions', requests: 'my-requests' },
      emergency: { text: 'call 1', roleArn: 'arn:aws:iam::111122223333:role/E' },
      profiles: { prod: { duration: 1800 }, dev: { duration: 7200 } },
      fixedBy: {
        policy: `${paths.systemConfig}:2`,
        'tables.sessions': `${paths.systemConfig}:3`,
        'emergency.text': `${paths.systemConfig}:4`,
        'profiles.prod.duration': `${paths.systemConfig}:5`,
      },
    });
  });

  it("may be the organisation's alone", async () => {
    const { load, paths } = machine('keys: file', null);
    expect(dump(await load())).toEqual({
      ...(dump(DEFAULTS) as object),
      path: null,
      keys: 'file',
      fixedBy: { keys: `${paths.systemConfig}:2` },
    });
  });

  it('may say the same', async () => {
    const { load } = machine(WHOLE, WHOLE);
    expect((await load()).policy).toBe('ssm:/a');
  });

  it.each([
    ['policy: ssm:/z', 'policy', 'ssm:/z', 'ssm:/a'],
    ['approvals: ssm:/z', 'approvals', 'ssm:/z', 'ssm:/b'],
    ['breakglass: file:z', 'breakglass', '', 'ssm:/c'],
    ['ratelimits: ssm:/z', 'ratelimits', 'ssm:/z', 'ssm:/d'],
    [
      'regions: [us-west-2, us-east-1]',
      'regions',
      '[us-west-2, us-east-1]',
      '[us-east-1, us-west-2]',
    ],
    ['regions: [us-east-1]', 'regions', '[us-east-1]', '[us-east-1, us-west-2]'],
    ['ledger: dynamodb', 'ledger', 'dynamodb', 'sqlite'],
    ['ledger_region: us-east-1', 'ledger_region', 'us-east-1', 'eu-central-1'],
    ['tables: {requests: other}', 'tables.requests', 'other', 'r-requests'],
    ['retention: 1d', 'retention', '1d', '30d'],
    ['endpoints: {sts: "https://evil.example"}', 'endpoints', 'evil', 'internal'],
    ['endpoints: {ssm: "https://evil.example"}', 'endpoints', 'evil', 'internal'],
    ['emergency: {text: mail}', 'emergency.text', 'mail', 'call'],
    ['keys: keychain', 'keys', 'keychain', 'file'],
    ['server: {policy_max_age: 1h}', 'server.policy_max_age', '1h', '10s'],
    ['profiles: {prod: {duration: 12h}}', 'profiles.prod.duration', '12h', '30m'],
  ])('do not contradict each other: %s', async (line, key, mine, theirs) => {
    const { load, paths } = machine(WHOLE, line);
    const error = await load().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'usage', exitCode: 2 });
    const { message, next } = error as { message: string; next: string[] };
    expect(message).toContain(`${paths.config}:2 says ${key}: `);
    expect(message).toContain(mine);
    expect(message).toMatch(new RegExp(`${paths.systemConfig}:\\d+ sets ${key}: `));
    expect(message).toContain(theirs);
    expect(next).toEqual([`take ${key} out of ${paths.config}`]);
  });

  it.each([
    'tables: {breakglass: mine-too}',
    'profiles: {dev: {duration: 12h}}',
    'profiles: {prod: {}}',
  ])('leave each other alone: %s', async (line) => {
    expect((await machine(WHOLE, line).load()).keys).toBe('file');
  });

  it('notify and log more together than alone', async () => {
    const { load } = machine(
      WHOLE,
      'notify: [{webhook: "https://h.example"}, {sns: "arn:aws:sns:us-east-1:111122223333:x"}]\nlog: [/var/log/x]',
    );
    expect(await load()).toMatchObject({
      notify: [{ sns: 'arn:aws:sns:us-east-1:111122223333:x' }, { webhook: 'https://h.example' }],
      log: ['stderr', '/var/log/x'],
    });
    expect((await machine(WHOLE, 'notify: []\nlog: []').load()).log).toEqual(['stderr']);
  });

  it('each start relative references from their own folder', async () => {
    const { load, dir } = machine('policy: file:org.yaml', 'breakglass: file:sub/mine.yaml');
    expect(await load()).toMatchObject({
      policy: `file:${dir}/etc/org.yaml`,
      breakglass: `file:${dir}/home/sub/mine.yaml`,
    });
    const same = machine('policy: file:p.yaml', 'policy: file:../etc/p.yaml');
    expect((await same.load()).policy).toBe(`file:${same.dir}/etc/p.yaml`);
    await expect(
      machine('policy: file:p.yaml', 'policy: file:p.yaml').load(),
    ).rejects.toMatchObject({
      kind: 'usage',
    });
  });

  it("are both checked, and the organisation's is named where it does not pass", async () => {
    const { load, paths } = machine('polcy: ssm:/x', 'policy: ssm:/y');
    const error = await load().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PolicyError);
    expect(error).toMatchObject({ ref: paths.systemConfig, exitCode: 1 });
  });

  it("are not told apart by --config: it names another file of the user's", async () => {
    const { load, dir } = machine('keys: file', null);
    writeFileSync(join(dir, 'other.yaml'), 'version: 1\nkeys: pass\n');
    await expect(load(join(dir, 'other.yaml'))).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('a flag against the organisation', () => {
  const refused = (config: Config, ...args: [string, unknown, string, string?]) => {
    try {
      refuseOverride(config, ...args);
      return null;
    } catch (error) {
      expect(error).toMatchObject({ kind: 'usage', exitCode: 2, next: [`leave out ${args[2]}`] });
      return (error as Error).message;
    }
  };

  it('is refused, naming the file and the key', async () => {
    const { load, paths } = machine('policy: ssm:/org\nregions: [us-east-1]', null);
    const config = await load();
    expect(refused(config, 'policy', 'ssm:/mine', '--policy-parameter')).toBe(
      `--policy-parameter says policy: ssm:/mine, but ${paths.systemConfig}:2 sets policy: ssm:/org, and nothing overrides that file.`,
    );
    expect(refused(config, 'regions', ['eu-west-1'], '--region')).toContain(
      `--region says regions: [eu-west-1], but ${paths.systemConfig}:3 sets regions: [us-east-1]`,
    );
    expect(refused(config, 'policy', 'ssm:/org', '--policy')).toBeNull();
    expect(refused(config, 'regions', ['us-east-1'], '--region')).toBeNull();
    expect(refused(config, 'keys', 'pass', '--keys')).toBeNull();
  });

  it('is compared with the profile and the folders filled in', async () => {
    const { load, dir } = machine('policy: "ssm:/p/{profile}"\nbreakglass: file:b.yaml', null);
    const config = await load();
    expect(refused(config, 'policy', 'ssm:/p/prod', '--policy', 'prod')).toBeNull();
    expect(refused(config, 'policy', 'ssm:/p/{profile}', '--policy', 'prod')).toBeNull();
    expect(refused(config, 'policy', 'ssm:/p/dev', '--policy', 'prod')).toContain('--policy says');
    expect(refused(config, 'breakglass', `file:${dir}/home/../etc/b.yaml`, '--x')).toBeNull();
  });

  it("is nothing to the user's own file", async () => {
    const config = await parseConfig(`version: 1\n${WHOLE}`, '/home/c.yaml');
    expect(refused(config, 'policy', 'ssm:/mine', '--policy')).toBeNull();
    expect(refused({ ...DEFAULTS, path: null }, 'policy', 'ssm:/mine', '--policy')).toBeNull();
  });

  it.each(['prod', 'a.b', '__proto__', 'constructor', 'x.duration', 'two words', 'é'])(
    'is told by the name of any profile: %s',
    async (name) => {
      const { load } = machine(`profiles: {${JSON.stringify(name)}: {duration: 30m}}`, null);
      const config = await load();
      const key = `profiles.${name}.duration`;
      expect(refused(config, key, 1800, '--duration')).toBeNull();
      expect(refused(config, key, 3600, '--duration')).toContain(
        `--duration says ${key}: 1h, but `,
      );
    },
  );
});
