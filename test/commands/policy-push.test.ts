import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextPaths } from '../../src/sandbox/home.ts';
import { ACCESS_POLICY, APPROVAL_POLICY } from '../../src/sandbox/story/policies.ts';
import { LOOSER, NAME, openPolicyPlace, type PolicyPlace, REF, REGIONS } from './policy-place.ts';

let place: PolicyPlace;
beforeEach(async () => {
  place = await openPolicyPlace();
});
afterEach(() => place.world.close());

const [FIRST, SECOND] = REGIONS;
const texts = () => REGIONS.map((region) => place.newest(region)?.value);
const counts = () => REGIONS.map((region) => place.newest(region)?.version);

describe('policy push', () => {
  it('only looks under --dry-run', async () => {
    const { code, out } = await place.push([place.file('p.yaml', LOOSER), '--dry-run']);
    expect(code).toBe(0);
    expect(out).toContain('-    effect: require_approval\n+    effect: allow\n');
    expect(out).toContain('gain prod (require_approval -> allow)');
    expect(out).toContain('Nothing was pushed (--dry-run).');
    expect(counts()).toEqual([1, 1]);
  });

  it('writes every region byte for byte, keeps what was there, and brings it back', async () => {
    const strange = `${LOOSER}# caf\u00e9 \u{1f511} \r\n# no line end`;
    const { code, out, err } = await place.push([place.file('p.yaml', strange), '--yes']);
    expect([code, out]).toEqual([
      0,
      `${FIRST}: ${NAME} version 2 (was 1)\n${SECOND}: ${NAME} version 2 (was 1)\n`,
    ]);
    expect(texts()).toEqual([strange, strange]);
    expect(place.newest(FIRST)?.modifiedBy).toBe('arn:aws:iam::111122223333:user/bob');
    const back = /To bring it back: sentinel policy push (\S+) --ref (\S+) --region (\S+)/.exec(
      err,
    );
    const [, backup = '', ref, regions] = back ?? [];
    expect([ref, regions]).toEqual([REF, REGIONS.join()]);
    expect(readFileSync(backup, 'utf8')).toBe(ACCESS_POLICY);
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    const returned = await place.push([backup, '--ref', REF, '--region', REGIONS.join(), '--yes']);
    expect([returned.code, ...texts(), ...counts()]).toEqual([
      0,
      ACCESS_POLICY,
      ACCESS_POLICY,
      3,
      3,
    ]);
  });

  it('does nothing where every region holds the text', async () => {
    const { code, err } = await place.push([place.file('p.yaml', ACCESS_POLICY), '--yes']);
    expect(code).toBe(0);
    expect(err).toContain('Nothing to push: every region holds this text');
    expect(counts()).toEqual([1, 1]);
    expect(readdirSync(contextPaths(place.world.home, 'bob').state)).not.toContain(
      'policy-backups',
    );
  });

  it('asks a person, and where there is none says how to go on', async () => {
    const { code, told } = await place.push([place.file('p.yaml', LOOSER)]);
    expect(code).toBe(2);
    expect(told).toContain('--yes');
    expect(counts()).toEqual([1, 1]);
  });

  it.each<[string, string, string[], RegExp]>([
    ['does not validate', LOOSER.replace('effect: allow', 'effect: alow'), [], /does not pass/],
    [
      'only warns',
      'version: "1"\nrules: [{name: a, effect: allow, conditions: {profiles: [dev]}}]\n',
      ['--strict'],
      /under --strict/,
    ],
    ['is too long', `${LOOSER}#${'\u00e9'.repeat(4000)}`, [], /\d+ bytes.*8192.*\n?.*Split it/s],
    [
      'is another kind',
      APPROVAL_POLICY,
      ['--ref', REF],
      /holds an access policy, and this is an approval policy/,
    ],
    ['is no text', '\ud800', [], /./],
  ])('refuses what %s', async (_, text, flags, why) => {
    const { code, told } = await place.push([place.file('p.yaml', text), '--yes', ...flags]);
    expect([1, 2]).toContain(code);
    expect(told).toMatch(why);
    expect(counts()).toEqual([1, 1]);
  });

  it('refuses bytes that are no UTF-8 rather than mend them', async () => {
    const bytes = Buffer.concat([Buffer.from(`${LOOSER}# `), Buffer.from([0xe9])]);
    const { code, told } = await place.push([place.file('p.yaml', bytes), '--yes']);
    expect([code, counts()]).toEqual([1, [1, 1]]);
    expect(told).toMatch(/not UTF-8/);
  });

  it('takes the advanced tier where it must, says what that means, and stays there', async () => {
    const long = `${LOOSER}#${'x'.repeat(4096)}`;
    const first = await place.push([
      place.file('p.yaml', long),
      '--ref',
      'ssm:/sentinel/new',
      '--yes',
    ]);
    expect(first.err).toContain('Over 4 KB, so an advanced parameter');
    expect(first.out).toContain('/sentinel/new version 1 (new)');
    expect(place.newest(FIRST, '/sentinel/new')?.tier).toBe('Advanced');
    const short = place.file(
      'q.yaml',
      'version: "1"\nrules: [{name: a, effect: deny, conditions: {}}]\n',
    );
    const again = await place.push([short, '--ref', 'ssm:/sentinel/new', '--yes']);
    expect([again.code, place.newest(SECOND, '/sentinel/new')?.tier]).toEqual([0, 'Advanced']);
    const small = await place.push([short, '--ref', 'ssm:/sentinel/small', '--yes']);
    expect([small.code, place.newest(FIRST, '/sentinel/small')?.tier]).toEqual([0, 'Standard']);
  });

  it('keeps a SecureString one, with its key and its description', async () => {
    const more = {
      type: 'SecureString',
      keyId: 'alias/policies',
      description: 'who may what',
    } as const;
    for (const region of REGIONS) place.write(region, NAME, ACCESS_POLICY, more);
    const { code } = await place.push([place.file('p.yaml', LOOSER), '--yes']);
    expect(code).toBe(0);
    for (const region of REGIONS)
      expect(place.newest(region)).toMatchObject({ ...more, value: LOOSER });
  });

  it('does not change the key of a SecureString that it may not learn', async () => {
    for (const region of REGIONS) {
      place.write(region, NAME, ACCESS_POLICY, { type: 'SecureString', keyId: 'alias/policies' });
    }
    const { code, told } = await place.push([place.file('p.yaml', LOOSER), '--yes'], {
      as: 'alice',
    });
    expect(code).toBe(1);
    expect(told).toMatch(/ssm:GetParameterHistory/);
  });

  it('tells who may not write what is missing, and tries no other region', async () => {
    const { code, told } = await place.push([place.file('p.yaml', LOOSER), '--yes'], {
      as: 'alice',
    });
    expect(code).toBe(1);
    expect(told).toMatch(
      /AWS refuses ssm:PutParameter[\s\S]*Nothing was pushed[\s\S]*need ssm:PutParameter/,
    );
    expect(counts()).toEqual([1, 1]);
    const calls = place.world.sandbox.control.calls();
    expect(calls['ssm:PutParameter']).toBe(1);
  });

  it('points out that the pusher locks himself out', async () => {
    const none = 'version: "1"\nrules: [{name: a, effect: deny, conditions: {}}]\n';
    const { out } = await place.push([place.file('p.yaml', none), '--dry-run']);
    expect(out).toContain('! This locks you out');
    expect((await place.push([place.file('p.yaml', LOOSER), '--dry-run'])).out).not.toContain(
      'locks',
    );
  });

  it('prints facts as JSON', async () => {
    const { out, code } = await place.push([place.file('p.yaml', LOOSER), '--yes', '--json']);
    const found = JSON.parse(out);
    expect(code).toBe(0);
    expect(found).toMatchObject({
      ref: REF,
      kind: 'access',
      pushed: true,
      regions: REGIONS.map((region) => ({
        region,
        state: 'written',
        parameters: [{ name: NAME, action: 'put', was: 1, version: 2 }],
        error: null,
      })),
      changes: [{ regions: REGIONS, verdicts: { locked_out: false } }],
    });
    expect(found.backups).toHaveLength(1);
  });

  it('puts each kind in its place', async () => {
    const text = APPROVAL_POLICY.replace('prod-by-leads', 'prod-by-lead');
    const { code, err } = await place.push([place.file('a.yaml', text), '--yes']);
    expect([code, place.newest(FIRST, '/sentinel/approvals/default')?.value]).toEqual([0, text]);
    expect(err).toContain('Verdicts are compared for access policies only');
  });
});

describe('a folder and a path', () => {
  const rule = (name: string, effect = 'deny') =>
    `version: "1"\nrules: [{name: ${name}, effect: ${effect}, conditions: {profiles: [${name}], roles: ["*"]}}]\n`;

  it('goes there and comes back, part by part', async () => {
    place.file('d/10-a.yaml', rule('a'));
    place.file(
      'd/20/b.json',
      '{"version": "1", "rules": [{"name": "b", "effect": "allow", "conditions": {}}]}',
    );
    place.file('d/.hidden', 'x');
    place.file('d/README.md', 'x');
    const folder = join(place.world.home, 'files', 'd');
    const ref = 'ssm:/sentinel/parts/';
    const { code, out } = await place.push([folder, '--ref', ref, '--yes']);
    expect(code).toBe(0);
    expect(out.split('\n')).toHaveLength(5);
    const output = join(place.world.home, 'files', 'out');
    const pulled = await place.pull([ref, '--output', output]);
    expect(pulled.code).toBe(0);
    expect(readFileSync(join(output, '10-a.yaml'), 'utf8')).toBe(rule('a'));
    expect(readFileSync(join(output, '20/b.yaml'), 'utf8')).toMatch(/^\{"version"/);
    expect((await place.diff([output, '--against', ref, '--exit-code'])).code).toBe(0);
    expect((await place.push([output, '--ref', ref, '--yes'])).err).toContain('Nothing to push');
  });

  it('deletes a part only when told to, and brings it back', async () => {
    for (const region of REGIONS) {
      place.write(region, '/sentinel/parts/1', rule('one'));
      place.write(region, '/sentinel/parts/2', rule('two', 'allow'));
    }
    place.file('d/1.yaml', rule('one', 'allow'));
    const folder = join(place.world.home, 'files', 'd');
    const flags = ['--ref', 'ssm:/sentinel/parts/', '--yes'];
    const refused = await place.push([folder, ...flags]);
    expect([refused.code, refused.told]).toEqual([2, expect.stringContaining('--prune')]);
    const done = await place.push([folder, ...flags, '--prune']);
    expect(done.out).toContain(`${FIRST}: /sentinel/parts/2 deleted`);
    expect(done.err).toContain('+ everyone gains one (deny -> allow)');
    expect(place.newest(SECOND, '/sentinel/parts/2')).toBeUndefined();
    const [, backup = ''] = /bring it back: sentinel policy push (\S+)/.exec(done.err) ?? [];
    expect((await place.push([backup, ...flags])).code).toBe(0);
    expect(place.newest(SECOND, '/sentinel/parts/2')?.value).toBe(rule('two', 'allow'));
    expect(place.newest(FIRST, '/sentinel/parts/1')?.value).toBe(rule('one'));
  });

  it.each([
    ['a folder to one parameter', 'd', 'ssm:/sentinel/one'],
    ['a file to a path', 'd/1.yaml', 'ssm:/sentinel/parts/'],
  ])('%s is a slip', async (_, path, ref) => {
    place.file('d/1.yaml', rule('one'));
    const { code } = await place.push([
      join(place.world.home, 'files', path),
      '--ref',
      ref,
      '--yes',
    ]);
    expect(code).toBe(2);
  });
});
