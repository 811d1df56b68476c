import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { draftPath, dropDraft, loadDraft, saveDraft } from '../../src/breakglass/drafts.ts';
import type { BreakglassForm } from '../../src/breakglass/form.ts';
import { HOSTILE } from '../helpers/hostile.ts';
import { source, startScript } from '../helpers/script.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const KEY = { user: 'alice', profile: 'prod' };
const FORM: BreakglassForm = {
  reasonCode: 'security',
  justification: 'Half a sen',
  ticket: 'INC-',
  duration: '',
};
let ctx: Parameters<typeof loadDraft>[0];

beforeEach(() => {
  const state = join(tempDir(), 'state');
  const paths = {
    config: '',
    state,
    cache: '',
    runtime: '',
    awsConfig: '',
    awsCredentials: '',
    ssoCache: '',
    systemConfig: null,
  };
  ctx = { paths, random: (bytes) => randomBytes(bytes) };
});

test('comes back as it was saved, for its owner alone, until it is dropped', async () => {
  expect(await loadDraft(ctx, KEY)).toBe(null);
  await saveDraft(ctx, KEY, FORM);
  expect(await loadDraft(ctx, KEY)).toEqual(FORM);
  expect(statSync(draftPath(ctx, KEY)).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(draftPath(ctx, KEY))).mode & 0o777).toBe(0o700);
  await dropDraft(ctx, KEY);
  await dropDraft(ctx, KEY);
  expect(await loadDraft(ctx, KEY)).toBe(null);
});

test('each user and profile has its own, whatever their names hold', async () => {
  const names = [...HOSTILE, '../../etc/passwd', '/', 'a', 'A'];
  const keys = names.flatMap((user) => names.map((profile) => ({ user, profile })));
  await Promise.all(keys.map((key, i) => saveDraft(ctx, key, { ...FORM, justification: `${i}` })));
  for (const [i, key] of keys.entries()) {
    expect((await loadDraft(ctx, key))?.justification).toBe(`${i}`);
  }
  expect(readdirSync(join(ctx.paths.state, 'drafts'))).toHaveLength(keys.length);
});

test('any text comes back unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const form = { ...FORM, justification: text, ticket: text };
      await saveDraft(ctx, KEY, form);
      expect(await loadDraft(ctx, KEY)).toEqual(form);
    }),
    { numRuns: 50, examples: HOSTILE.map((text) => [text]) },
  );
});

test('a save after a save wins, without being awaited', async () => {
  await Promise.all(
    ['a', 'b', 'c'].map((justification) => saveDraft(ctx, KEY, { ...FORM, justification })),
  );
  expect((await loadDraft(ctx, KEY))?.justification).toBe('c');
});

test.each([
  ['rubbish', 'half a draf'],
  ['nothing', ''],
  ['another shape', '{"form":{"justification":1}}'],
  ['no object', 'null'],
  ["somebody else's", JSON.stringify({ user: 'bob', profile: 'prod', form: FORM })],
])('a file of %s is set aside and told, nothing is lost', async (_, text) => {
  const path = draftPath(ctx, KEY);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text);
  const said: string[] = [];
  expect(await loadDraft(ctx, KEY, (sentence) => said.push(sentence))).toBe(null);
  const [kept] = readdirSync(dirname(path));
  expect(said).toEqual([
    `A break-glass draft could not be read; it is kept as ${join(dirname(path), kept as string)}.`,
  ]);
  expect(readFileSync(join(dirname(path), kept as string), 'utf8')).toBe(text);
  await saveDraft(ctx, KEY, FORM);
  expect(await loadDraft(ctx, KEY)).toEqual(FORM);
});

test('outlives a kill, at whatever moment', async () => {
  for (let round = 0; round < 5; round++) {
    const writer = startScript(
      `import { saveDraft } from ${JSON.stringify(source('breakglass/drafts.ts'))};
      const ctx = { paths: { state: process.argv[1] } };
      for (let i = 1; ; i++) {
        await saveDraft(ctx, ${JSON.stringify(KEY)}, { ...${JSON.stringify(FORM)}, justification: 'x'.repeat(i) });
        process.stdout.write(i + '\\n');
      }`,
      [ctx.paths.state],
    );
    await writer.said('\n20\n');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
    writer.child.kill('SIGKILL');
    const told = (await writer.ended).stdout.split('\n').length - 1;
    const length = (await loadDraft(ctx, KEY))?.justification.length ?? 0;
    expect(length - told).toBeOneOf([0, 1]);
  }
});
