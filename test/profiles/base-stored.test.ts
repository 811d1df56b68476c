/** `sentinel_keys`: where it comes in the order of precedence, and what is wrong with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveBase } from '../../src/profiles/resolve-base.ts';
import type { Base } from '../../src/profiles/types.ts';
import { openShelf } from '../../src/stored-keys/shelf.ts';
import { contextAt, withPassphrase } from '../keys/place.ts';
import { DEVICE, KEYS, loadText, OTHER, ROLE } from './load-text.ts';

const STORED = { kind: 'stored', keys: 'mine', key: 'stored:mine' };

describe('sentinel_keys', () => {
  it.each([
    ['static keys', KEYS],
    ['a source profile', 'source_profile = other\n'],
    ['credential_source', 'credential_source = Environment\n'],
    ['both of these', 'source_profile = other\ncredential_source = Ec2InstanceMetadata\n'],
    ['a sign-in', 'sso_session = corp\n'],
    ['another tool', 'credential_process = other-tool\n'],
    ['a login session', 'login_session = x\n'],
    ['nothing', ''],
  ])('wins over %s', async (_, other) => {
    const set = await loadText(
      `[profile a]\n${other}sentinel_keys = mine\nsentinel_role_arn = ${ROLE}\n[profile other]\n${KEYS}`,
    );
    expect(await set.find('a')).toMatchObject({
      base: { ...STORED, profile: 'a' },
      hops: [{ roleArn: ROLE }],
      problem: null,
    });
  });

  it('stands in either file', async () => {
    const set = await loadText(`[profile a]\nrole_arn = ${ROLE}\n`, '[a]\nsentinel_keys = mine\n');
    expect(await set.find('a')).toMatchObject({ base: STORED, hops: [{ roleArn: ROLE }] });
  });

  it('is the base of other profiles, before the role of its own', async () => {
    const set = await loadText(
      `[profile b]\nrole_arn = ${ROLE}\nsource_profile = a\n[profile a]\nsentinel_keys = mine\nrole_arn = ${OTHER}\n`,
    );
    expect(await set.find('b')).toMatchObject({ base: STORED, hops: [{ roleArn: ROLE }] });
    expect(await set.find('a')).toMatchObject({ base: STORED, hops: [{ roleArn: OTHER }] });
    // A role that is Sentinel's own is assumed on the way.
    const way = await loadText(
      `[profile b]\nrole_arn = ${ROLE}\nsource_profile = a\n[profile a]\nsentinel_keys = mine\nsentinel_role_arn = ${OTHER}\n`,
    );
    expect(await way.find('b')).toMatchObject({
      base: STORED,
      hops: [{ roleArn: OTHER }, { roleArn: ROLE }],
    });
  });

  it('makes way for --aws-profile, and may be named by it', async () => {
    const set = await loadText(
      `[profile a]\nsentinel_keys = mine\nsentinel_role_arn = ${ROLE}\n[profile other]\n${KEYS}`,
    );
    expect((await set.find('a', 'other')).base).toMatchObject({ kind: 'static' });
    expect((await set.find('a', 'a')).base).toMatchObject(STORED);
    expect((await set.find('other', 'a')).base).toMatchObject({ kind: 'static' });
  });

  it('is long-term: MFA may be asked of it', async () => {
    const set = await loadText(
      `[profile a]\nsentinel_keys = mine\nrole_arn = ${ROLE}\nmfa_serial = ${DEVICE}\n`,
    );
    expect(await set.find('a')).toMatchObject({ mfaSerial: DEVICE, problem: null });
  });

  it('without a role cannot be stamped, and says what to add', async () => {
    const { unstampable } = await (await loadText('[profile a]\nsentinel_keys = mine\n')).find('a');
    expect(unstampable).toMatch(/Add sentinel_role_arn = .* a role that these keys may assume/);
  });

  it('contradicts sentinel_source_profile, unless that is itself', async () => {
    const both = `[profile a]\nsentinel_keys = mine\nsentinel_role_arn = ${ROLE}\n`;
    const set = await loadText(`${both}sentinel_source_profile = other\n[profile other]\n${KEYS}`);
    expect((await set.find('a')).problem?.message).toMatch(
      /has both sentinel_keys and sentinel_source_profile/,
    );
    const own = await loadText(`${both}sentinel_source_profile = a\n`);
    expect((await own.find('a')).base).toMatchObject(STORED);
  });

  it.each(['../escape', '.names', '-x', 'a b', 'x'.repeat(65)])(
    'is refused as %s',
    async (name) => {
      const set = await loadText(`[profile a]\nsentinel_keys = ${name}\nrole_arn = ${ROLE}\n`);
      const { problem, base } = await set.find('a');
      expect(base).toBeNull();
      expect(problem?.message).toContain(`sentinel_keys of [a] in ${set.config}`);
    },
  );
});

describe('resolved', () => {
  const base = { ...STORED, profile: 'a', label: 'the stored keys "mine"' } as Base;
  const about = { regions: ['eu-west-1'], signal: new AbortController().signal };
  const place = async () => {
    const root = await mkdtemp(join(tmpdir(), 'sentinel-stored-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    return root;
  };
  const set = { credentials: () => expect.fail('not in the files') } as never;

  it('gives the keys of that name, without a token or an end', async () => {
    const ctx = withPassphrase(await place());
    const shelf = await openShelf(ctx, 'file');
    await shelf.settle('mine', {
      key: { id: 'AKIAONE', secret: 'one', createdAt: null },
      owner: null,
      addedAt: 1,
      previous: null,
      rotation: null,
    });
    expect(await resolveBase(ctx, set, base, { ...about, keys: 'file' })).toEqual({
      accessKeyId: 'AKIAONE',
      secretAccessKey: 'one',
    });
  });

  it('says that they are not there, and how to put them there', async () => {
    const ctx = withPassphrase(await place());
    await expect(resolveBase(ctx, set, base, { ...about, keys: 'file' })).rejects.toMatchObject({
      kind: 'not_signed_in',
      message: expect.stringMatching(/^There are no keys "mine" in the key file .*keys\.json\.$/),
      next: expect.arrayContaining(['Put them there: sentinel keys add mine']),
    });
  });

  it('says that the store is locked, in the words of the store', async () => {
    const root = await place();
    const shelf = await openShelf(withPassphrase(root, 'right'), 'file');
    await shelf.settle('mine', {
      key: { id: 'AKIAONE', secret: 'one', createdAt: null },
      owner: null,
      addedAt: 1,
      previous: null,
      rotation: null,
    });
    const wrong = withPassphrase(root, 'wrong');
    await expect(resolveBase(wrong, set, base, { ...about, keys: 'file' })).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/^The stored keys "mine": The key file .* stays locked/),
    });
  });

  it('refuses what it does not understand', async () => {
    const root = await place();
    const { openKeyStore } = await import('../../src/keys/open.ts');
    const before = withPassphrase(root);
    await (await openKeyStore(before, 'file')).set('aws/mine', '{"version":2}');
    const ctx = contextAt(root, { env: before.env });
    await expect(resolveBase(ctx, set, base, { ...about, keys: 'file' })).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/is none of this version's/),
    });
  });
});
