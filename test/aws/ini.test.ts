/** The AWS files, and what AWS's loader leaves out of them without a word. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { loadIniFiles } from '../../src/aws/ini.ts';

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'sentinel-ini-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return { config: join(path, 'config'), credentials: join(path, 'credentials') };
}

async function load(config: string, credentials = '') {
  const paths = await folder();
  await writeFile(paths.config, config);
  await writeFile(paths.credentials, credentials);
  return { ...(await loadIniFiles(paths)), paths };
}

it.each([
  ['[profile a b]', 'a b', 'name'],
  ['[profile "a b"]', 'a b', 'name'],
  ['[profile prod(eu)]', 'prod(eu)', 'name'],
  ['[profile über]', 'über', 'name'],
  ['[profile  a]', 'a', 'header'],
  ['[ profile a]', 'a', 'header'],
  ['[profile a ]', 'a', 'header'],
])('a profile that is left out is seen: %s', async (header, name, why) => {
  const { profiles, unread, paths } = await load(
    `${header}\nregion = x\n[profile fine]\nregion = y\n`,
  );
  expect(profiles.map((one) => one.name)).toEqual(['fine']);
  expect(unread).toEqual([{ name, file: paths.config, why }]);
});

it('so is one of the credentials file that is taken for another kind of section', async () => {
  const { profiles, unread, paths } = await load(
    '',
    '[my alice]\naws_access_key_id = A\n[bob]\naws_access_key_id = B\n',
  );
  expect(profiles.map((one) => one.name)).toEqual(['bob']);
  expect(unread).toEqual([{ name: 'my alice', file: paths.credentials, why: 'name' }]);
});

it.each([
  '[profile a]',
  "[profile 'a']",
  '[default]',
  '[profile empty-one]\n[profile b]',
  '[sso-session my session]',
  '[services a b]',
  '[plugins]',
  '# [profile a b]',
  '[profile a] # [profile c d]',
])('nothing else is: %s', async (header) => {
  expect((await load(`${header}\nregion = x\n`)).unread).toEqual([]);
});

it('of any name in the config file, the loader reads it or we say that it does not', async () => {
  const paths = await folder();
  const name = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 });
  const usable = name.filter(
    // A bracket or comment mark ends the header, quotes are not part of a name, blanks at the ends are cut.
    (text) => !/[\]#;"'[]/.test(text) && text.trim() === text && text !== '__proto__',
  );
  await fc.assert(
    fc.asyncProperty(usable, async (text) => {
      await writeFile(paths.config, `[profile ${text}]\nregion = x\n`);
      const { profiles, unread } = await loadIniFiles(paths);
      expect([...profiles, ...unread].map((one) => one.name)).toEqual([text]);
    }),
    { numRuns: 200 },
  );
});

it('sessions and services stand apart from profiles, by name', async () => {
  const { profiles, ssoSessions, services } = await load(
    '[sso-session corp]\nsso_region = eu-west-1\n[services s]\nsts =\n  endpoint_url = https://x\n[profile a]\nregion = x\n',
  );
  expect(profiles.map((one) => one.name)).toEqual(['a']);
  expect(ssoSessions.get('corp')).toEqual({ sso_region: 'eu-west-1' });
  expect(services.get('s')).toEqual({ 'sts.endpoint_url': 'https://x' });
});
