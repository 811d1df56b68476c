import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS_POLICY, BREAKGLASS_POLICY } from '../../src/sandbox/story/policies.ts';
import { NAME, openPolicyPlace, type PolicyPlace, REF, REGIONS } from './policy-place.ts';

let place: PolicyPlace;
beforeAll(async () => {
  place = await openPolicyPlace();
  for (const region of REGIONS) {
    place.write(region, '/sentinel/odd', 'a: "\u00e9 \u{1f511}"\r\nb: \u0007 no end');
    place.write(region, '/sentinel/sealed', 'hush: 1\n', { type: 'SecureString', keyId: 'k' });
    place.write(region, '/sentinel/path/b', 'b\n');
    place.write(region, '/sentinel/path/a/deep', 'deep\n');
  }
});
afterAll(() => place.world.close());

describe('policy pull', () => {
  it('prints the configured policy, of any kind', async () => {
    expect(await place.pull([], { as: 'alice' })).toEqual({
      code: 0,
      out: ACCESS_POLICY,
      err: `${NAME} version 1 (eu-central-1)\n`,
      told: '',
    });
    expect((await place.pull(['--kind', 'breakglass'])).out).toBe(BREAKGLASS_POLICY);
  });

  it('writes the very bytes, opened where they are sealed', async () => {
    const path = join(place.world.home, 'odd.yaml');
    expect((await place.pull(['ssm:/sentinel/odd', '-o', path])).code).toBe(0);
    expect(readFileSync(path)).toEqual(Buffer.from('a: "\u00e9 \u{1f511}"\r\nb: \u0007 no end'));
    expect((await place.pull(['ssm:/sentinel/sealed'])).out).toBe('hush: 1\n');
  });

  it('overwrites no other text unless forced, and leaves the same alone', async () => {
    const path = place.file('mine.yaml', 'mine\n');
    const refused = await place.pull([REF, '--output', path]);
    expect([refused.code, readFileSync(path, 'utf8')]).toEqual([2, 'mine\n']);
    expect(refused.told).toContain('--force');
    expect((await place.pull([REF, '--output', path, '--force'])).err).toContain(` -> ${path}`);
    expect(readFileSync(path, 'utf8')).toBe(ACCESS_POLICY);
    expect((await place.pull([REF, '--output', path])).err).toContain(` = ${path}`);
  });

  it('writes a file for each part of a path, or none', async () => {
    const folder = join(place.world.home, 'parts');
    expect((await place.pull(['ssm:/sentinel/path/'])).code).toBe(2);
    expect((await place.pull(['ssm:/sentinel/path/', '-o', folder])).code).toBe(0);
    expect(readFileSync(join(folder, 'a/deep.yaml'), 'utf8')).toBe('deep\n');
    writeFileSync(join(folder, 'b.yaml'), 'changed\n');
    for (const region of REGIONS) place.write(region, '/sentinel/path/new', 'new\n');
    expect((await place.pull(['ssm:/sentinel/path/', '-o', folder])).code).toBe(2);
    expect(existsSync(join(folder, 'new.yaml'))).toBe(false);
  });

  it('gives an older version, where AWS still has it', async () => {
    for (const region of REGIONS) place.write(region, '/sentinel/odd', 'second\n');
    expect((await place.pull(['ssm:/sentinel/odd'])).out).toBe('second\n');
    expect((await place.pull(['ssm:/sentinel/odd', '--version', '1'])).out).toContain('no end');
    const none = await place.pull(['ssm:/sentinel/odd', '--version', '7']);
    expect([none.code, none.told]).toEqual([1, expect.stringContaining('no version 7')]);
    expect((await place.pull(['ssm:/sentinel/odd', '--version', 'x'])).code).toBe(2);
    expect((await place.pull(['ssm:/sentinel/path/', '-o', 'x', '--version', '1'])).code).toBe(2);
  });

  it('prints facts as JSON', async () => {
    const path = join(place.world.home, 'json.yaml');
    const { out } = await place.pull([REF, '--output', path, '--json']);
    expect(JSON.parse(out)).toEqual({
      ref: REF,
      region: 'eu-central-1',
      parts: [
        {
          name: NAME,
          version: 1,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          bytes: Buffer.byteLength(ACCESS_POLICY),
          file: path,
          written: true,
        },
      ],
    });
    const bare = JSON.parse((await place.pull(['ssm:/sentinel/path/', '--json'])).out);
    expect(bare.parts.map((one: { text: string }) => one.text)).toContain('deep\n');
  });

  it('says what is not there, and takes the next region where one is down', async () => {
    const none = await place.pull(['ssm:/sentinel/none']);
    expect([none.code, none.told]).toEqual([1, expect.stringContaining('policy push FILE --ref')]);
    expect((await place.pull(['file:x.yaml'])).code).toBe(2);
    const { control } = place.world.sandbox;
    control.setFault({ kind: 'unavailable', service: 'ssm', region: REGIONS[0] });
    const { out, err } = await place.pull([]);
    control.clearFaults();
    expect([out, err]).toEqual([ACCESS_POLICY, `${NAME} version 1 (${REGIONS[1]})\n`]);
  });
});
