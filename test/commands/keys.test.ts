/** `keys add | list | remove | rotate` as their declarations run them, on an embedded AWS. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { command as add } from '../../src/commands/keys-add.ts';
import { command as list } from '../../src/commands/keys-list.ts';
import { command as remove } from '../../src/commands/keys-remove.ts';
import { command as rotate } from '../../src/commands/keys-rotate.ts';
import type { Context } from '../../src/context.ts';
import type { SentinelError } from '../../src/errors.ts';
import { issue } from '../../src/gate/issue.ts';
import { type PreviewRow, previewAll } from '../../src/gate/preview.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';
import { accessKeys, setAccessKeys } from '../stored-keys/place.ts';
import { runCommand } from './run.ts';

let world: TestWorld;
let ctx: Context;
beforeEach(async () => {
  world = await openWorld();
  world.sandbox.control.setNewKeyDelay(0);
  ctx = fresh();
});
afterEach(() => world.close());

/** Another process: nothing of what an earlier one read is known. */
function fresh(stdin = ''): Context {
  const context = world.context();
  const stream = Readable.from([stdin]) as unknown as NodeJS.ReadStream;
  return { ...context, stdio: { ...context.stdio, stdin: stream } };
}

const refused = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('not refused'),
    (error: unknown) => error as SentinelError,
  );
const credentials = () => readFileSync(ctx.paths.awsCredentials, 'utf8');
const story = () => accessKeys(world)[0] ?? { id: '', secret: '' };

/** alice's keys moved into the store, and her profile says so. */
async function moved(): Promise<void> {
  await runCommand(add, fresh(), ['alice', '--from-profile', 'alice']);
  await world.awsConfig((text) =>
    text.replace('[profile alice]\n', '[profile alice]\nsentinel_keys = alice\n'),
  );
}

describe('keys add', () => {
  it('takes the keys of a profile out of the file, and leaves the rest as it is', async () => {
    const before = credentials();
    writeFileSync(ctx.paths.awsCredentials, `; mine\n${before}\n[other]\nregion = x # y\n`);
    const { id, secret } = story();
    const { code, out } = await runCommand(add, ctx, ['--from-profile', 'alice']);
    expect(code).toBe(0);
    expect(out).toContain(`Stored ${id} of arn:aws:iam::111122223333:user/alice as "alice"`);
    expect(out).toContain('sentinel_keys = alice');
    expect(out).not.toContain(secret);
    const lines = `; mine\n${before}\n[other]\nregion = x # y\n`.split('\n');
    expect(credentials()).toBe(lines.filter((line) => !/^aws_/.test(line)).join('\n'));
    expect(statSync(ctx.paths.awsCredentials).mode & 0o777).toBe(0o600);
  });

  it('may be repeated where it was cut short between store and file', async () => {
    const text = credentials();
    await runCommand(add, ctx, ['alice', '--from-profile', 'alice']);
    writeFileSync(ctx.paths.awsCredentials, text);
    const { code } = await runCommand(add, fresh(), ['alice', '--from-profile', 'alice']);
    expect(code).toBe(0);
    expect(credentials()).not.toContain('aws_access_key_id');
    expect(
      (await readDecisions(ctx, {})).filter(({ event }) => event === 'keys.added'),
    ).toHaveLength(1);
  });

  it('reads stdin, asks AWS whose they are, and refuses what AWS does not accept', async () => {
    const { id, secret } = story();
    const { code, out } = await runCommand(add, fresh(`${id}\n${secret}\n`), ['mine', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      name: 'mine',
      access_key_id: id,
      arn: 'arn:aws:iam::111122223333:user/alice',
      taken_out_of: null,
    });
    const strange = `AKIAIOSFODNN7EXAMPLE\n${secret}`;
    const error = await refused(runCommand(add, fresh(strange), ['strange']));
    expect(error.message).toMatch(/AWS does not accept AKIAIOSFODNN7EXAMPLE.*Nothing was stored/);
    const wrong = `${id}\n${'x'.repeat(40)}`;
    expect((await refused(runCommand(add, fresh(wrong), ['wrong']))).message).toMatch(
      /The secret is not that of/,
    );
    const { out: listed } = await runCommand(list, fresh(), []);
    expect(listed.trim().split('\n')).toHaveLength(1);
    await runCommand(add, fresh(strange), ['strange', '--no-check']);
    expect((await runCommand(list, fresh(), [])).out).toMatch(/^strange .*\(never asked\)/m);
  });

  it('takes no name twice, no bad name, no profile without keys', async () => {
    const { id, secret } = story();
    await runCommand(add, fresh(`${id}\n${secret}\n`), ['mine']);
    const other = `AKIAIOSFODNN7EXAMPLE\n${secret}`;
    const twice = await refused(runCommand(add, fresh(other), ['mine', '--no-check']));
    expect(twice).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(`already (${id})`),
    });
    for (const words of [['../x'], ['a', 'b'], []]) {
      expect((await refused(runCommand(add, fresh(other), words))).kind).toBe('usage');
    }
    const role = await refused(runCommand(add, fresh(), ['--from-profile', 'analytics']));
    expect(role.message).toMatch(/\[analytics\] holds no access key/);
  });
});

describe('keys in the store are base credentials', () => {
  it('of every profile that leads to them', async () => {
    await moved();
    const issued = await issue(fresh(), { profile: 'dev', mode: 'cli' });
    expect(issued.assessment.source).toBe('the stored keys "alice"');
    expect(issued.stamp).toMatch(/^sentinel=alice=direct=/);
  });

  it('with MFA', async () => {
    await moved();
    const error = await refused(issue(fresh(), { profile: 'prod-billing', mode: 'cli' }));
    expect(error.need).toMatchObject({ kind: 'mfa' });
    const { code: mfaCode } = world.sandbox.control.mfaCode('alice') ?? { code: '' };
    const issued = await issue(fresh(), { profile: 'prod-billing', mode: 'cli', mfaCode });
    expect(issued.credentials.sessionToken).toBeTruthy();
  });

  it('not chained: longer than an hour is possible', async () => {
    await moved();
    const issued = await issue(fresh(), { profile: 'staging', mode: 'cli', duration: 7200 });
    expect(issued.credentials.expiration - Date.now()).toBeGreaterThan(3_700_000);
  });

  it('in the list, too, each profile with its own sentence where they are not there', async () => {
    const rows = async () => {
      const found = new Map<string, PreviewRow>();
      await previewAll(fresh(), { mode: 'cli' }, (update) => {
        if (update.type !== 'rows') return;
        for (const row of update.rows) found.set(row.profile, row);
      });
      return found;
    };
    await moved();
    const before = await rows();
    expect(before.get('dev')).toMatchObject({ problem: null, verdict: { effect: 'allow' } });
    await runCommand(remove, fresh(), ['alice', '--yes']);
    const after = await rows();
    expect(after.get('dev')?.problem).toMatchObject({
      kind: 'not_signed_in',
      message: expect.stringContaining('There are no keys "alice"'),
      next: expect.arrayContaining(['Put them there: sentinel keys add alice']),
    });
  });

  it('and each process reads them once', async () => {
    await moved();
    const { openKeyStore } = await import('../../src/keys/open.ts');
    const process = fresh();
    const store = await openKeyStore(process, 'keychain');
    const asked: string[] = [];
    const get = store.get.bind(store);
    const spied = (name: string) => {
      asked.push(name);
      return get(name);
    };
    Object.assign(store, { get: spied });
    await issue(process, { profile: 'dev', mode: 'cli' });
    expect(asked).toEqual(['aws/alice']);
  });
});

describe('keys rotate', () => {
  it('gives the user another key, and everything goes on', async () => {
    await moved();
    const { id: old } = story();
    const { code, out, err } = await runCommand(rotate, fresh(), ['alice', '--json']);
    expect(code).toBe(0);
    const [key] = accessKeys(world);
    expect(JSON.parse(out)).toEqual({
      name: 'alice',
      access_key_id: key?.id,
      old_access_key_id: old,
      old: 'deleted',
    });
    expect(accessKeys(world)).toHaveLength(1);
    expect(out + err).not.toContain(key?.secret);
    await issue(fresh(), { profile: 'dev', mode: 'cli', noCache: true });
    const [line] = (await readDecisions(ctx, {})).filter(({ event }) => event === 'keys.rotated');
    expect(line).toMatchObject({
      user: 'alice',
      profile: 'alice',
      principal_arn: 'arn:aws:iam::111122223333:user/alice',
      access_key_id: key?.id,
      reason: `in place of ${old}, which is deleted`,
    });
    expect(JSON.stringify(await readDecisions(ctx, {}))).not.toContain(key?.secret);
  });

  it('--keep-old leaves the old one switched off, and the next rotation deletes it', async () => {
    await moved();
    const { id: first } = story();
    await runCommand(rotate, fresh(), ['alice', '--keep-old']);
    expect(accessKeys(world).map(({ id, status }) => [id === first, status])).toEqual([
      [true, 'Inactive'],
      [false, 'Active'],
    ]);
    const { out } = await runCommand(list, fresh(), ['--json']);
    expect(JSON.parse(out).keys[0]).toMatchObject({ kept_inactive: first, rotation: null });
    await runCommand(rotate, fresh(), ['alice']);
    expect(accessKeys(world)).toHaveLength(1);
  });

  it('--dry-run changes nothing, here or at AWS', async () => {
    await moved();
    world.sandbox.control.clearCalls();
    const file = `${ctx.paths.state}/keys.json`;
    const before = readFileSync(file);
    const { out } = await runCommand(rotate, fresh(), ['alice', '--dry-run']);
    expect(out).toMatch(
      /^1\. make a new access key.*\n2\. wait until.*\n3\. switch AKIA\w+ off, and delete it\n$/,
    );
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(world.sandbox.control.calls()).toEqual({
      'iam:ListAccessKeys': 1,
      'sts:GetCallerIdentity': 1,
    });
  });

  it('refuses beside a key that it does not know', async () => {
    await moved();
    const other = {
      id: 'AKIAIOSFODNN7EXAMPLE',
      secret: 'x',
      status: 'Active' as const,
      createdAt: 1,
    };
    setAccessKeys(world, [...accessKeys(world), other]);
    const error = await refused(runCommand(rotate, fresh(), ['alice']));
    expect(error.message).toMatch(/has a second access key, AKIAIOSFODNN7EXAMPLE/);
    expect(accessKeys(world)).toHaveLength(2);
    expect((await runCommand(list, fresh(), ['--json'])).out).toContain('"rotation": null');
  });

  it('by a profile that may, through the gate, where the keys themselves may not', async () => {
    await moved();
    const users = world.sandbox.control.cloud.world.accounts.flatMap((account) => account.users);
    const alice = users.find(({ name }) => name === 'alice');
    const policies = alice?.policies ?? {};
    delete policies['own-access-keys'];
    const error = await refused(runCommand(rotate, fresh(), ['alice']));
    expect(error.message).toMatch(/^AWS refuses AWS iam:ListAccessKeys/);
    expect(error.next.join()).toMatch(/--aws-profile NAME/);
    const { code } = await runCommand(rotate, fresh(), ['alice', '--aws-profile', 'dev']);
    expect(code).toBe(0);
    expect(accessKeys(world)).toHaveLength(1);
    const made = world.events().find(({ eventName }) => eventName === 'CreateAccessKey');
    expect(made).toMatchObject({
      userIdentity: {
        sessionContext: { sourceIdentity: expect.stringMatching(/^sentinel=alice=/) },
      },
    });
    const wrong = await refused(runCommand(rotate, fresh(), ['alice', '--aws-profile', 'staging']));
    expect(wrong).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('another account'),
    });
  });

  it('with MFA, where the policy of the user wants it', async () => {
    await moved();
    const users = world.sandbox.control.cloud.world.accounts.flatMap((account) => account.users);
    const alice = users.find(({ name }) => name === 'alice');
    const own = alice?.policies['own-access-keys']?.Statement[0];
    if (own) own.Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    expect((await refused(runCommand(rotate, fresh(), ['alice']))).next.join()).toMatch(
      /sentinel_mfa_serial/,
    );
    await world.awsConfig((text) =>
      text.replace(
        'sentinel_keys = alice\n',
        `sentinel_keys = alice\nsentinel_mfa_serial = ${alice?.mfa?.serial}\n`,
      ),
    );
    const { rotateStored } = await import('../../src/stored-keys/rotate/start.ts');
    const wish = {
      name: 'alice',
      keepOld: false,
      signAs: null,
      signal: new AbortController().signal,
      tell: () => {},
    };
    const asked = await refused(rotateStored(fresh(), wish));
    expect(asked.need).toEqual({ kind: 'mfa', serial: alice?.mfa?.serial });
    const wrong = await refused(rotateStored(fresh(), { ...wish, mfaCode: '000000' }));
    expect(wrong.need).toEqual({ kind: 'mfa', serial: alice?.mfa?.serial });
    const mfaCode = world.sandbox.control.mfaCode('alice')?.code ?? '';
    await rotateStored(fresh(), { ...wish, mfaCode });
    expect(accessKeys(world)).toHaveLength(1);
  });

  it('goes over to the other key where somebody deleted the first one amid a rotation', async () => {
    await moved();
    world.sandbox.control.setFault({
      service: 'iam',
      action: 'UpdateAccessKey',
      kind: 'expired_token',
    });
    await refused(runCommand(rotate, fresh(), ['alice']));
    world.sandbox.control.clearFaults();
    const [old, made] = accessKeys(world);
    // The new one is in use, and disappears.
    setAccessKeys(world, old ? [old] : []);
    world.awsTime(new Date(Date.now() + 280_000).toISOString());
    const { code } = await runCommand(rotate, fresh(), ['alice']);
    expect(code).toBe(0);
    expect(accessKeys(world).map(({ id }) => id)).not.toContain(made?.id);
    expect(accessKeys(world)).toHaveLength(1);
  });
});

describe('keys remove', () => {
  it('wants a word of a person, or --yes', async () => {
    await moved();
    const error = await refused(runCommand(remove, fresh(), ['alice']));
    expect(error).toMatchObject({ kind: 'usage', next: ['If you mean it: --yes'] });
    const { out } = await runCommand(remove, fresh(), ['alice', '--yes']);
    expect(out).toMatch(
      /^Removed the keys "alice" from the key file .* At AWS they stay: AKIA\w+\.$/m,
    );
    const gone = await refused(issue(fresh(), { profile: 'dev', mode: 'cli' }));
    expect(gone).toMatchObject({
      kind: 'not_signed_in',
      message: expect.stringContaining('There are no keys "alice"'),
    });
    expect((await refused(runCommand(remove, fresh(), ['alice', '--yes']))).kind).toBe('usage');
  });

  it('refuses amid a rotation, unless forced', async () => {
    await moved();
    world.sandbox.control.setFault({
      service: 'iam',
      action: 'DeleteAccessKey',
      kind: 'expired_token',
    });
    await refused(runCommand(rotate, fresh(), ['alice']));
    const { err } = await runCommand(list, fresh(), []);
    expect(err).toMatch(/rotation of "alice" has not come to its end: sentinel keys rotate alice/);
    const error = await refused(runCommand(remove, fresh(), ['alice', '--yes']));
    expect(error.message).toMatch(/two access keys would be forgotten/);
    const { out } = await runCommand(remove, fresh(), ['alice', '--yes', '--force', '--json']);
    expect(JSON.parse(out).access_key_ids).toHaveLength(2);
  });
});
