/** The built program with another tool's `credential_process` as its base, and with one that calls it back. */
import { appendFileSync, chmodSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPlace, type Place } from './gate-place.ts';

const ROLE = 'arn:aws:iam::111122223333:role/Developer';

let place: Place;
let files: Record<string, string>;
beforeAll(() => {
  place = openPlace();
  files = place.toolEnv();
});
afterAll(() => place.close());

/** Adds a profile whose base is what this script prints. */
function profile(name: string, script: string): void {
  const path = place.file(`${name} tool.sh`, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  appendFileSync(
    files['AWS_CONFIG_FILE'] ?? '',
    `\n[profile ${name}-base]\ncredential_process = "${path}"\n[profile ${name}]\nregion = eu-central-1\nsentinel_role_arn = ${ROLE}\nsentinel_source_profile = ${name}-base\n`,
  );
}

/** The keys of the sandbox's person, as the other tool would have them. */
function ownKeys(): { id: string; secret: string } {
  const text = readFileSync(files['AWS_SHARED_CREDENTIALS_FILE'] ?? '', 'utf8');
  const value = (key: string) => new RegExp(`^${key}\\s*=\\s*(\\S+)`, 'm').exec(text)?.[1] ?? '';
  return { id: value('aws_access_key_id'), secret: value('aws_secret_access_key') };
}

it('stamped credentials come from keys that another tool gives', () => {
  const { id, secret } = ownKeys();
  expect(id).toMatch(/^AKIA/);
  const keys = { Version: 1, AccessKeyId: id, SecretAccessKey: secret };
  profile('tooled', `echo canary-noise >&2\necho '${JSON.stringify(keys)}'`);
  const policy = place.file(
    'policy.yaml',
    'version: "1"\ntimezone: UTC\nrules:\n  - name: tools\n    effect: allow\n    conditions:\n      profiles: [tooled]\n    reason: a test\n',
  );
  const words = ['credentials', '--profile', 'tooled', '--policy', `file:${policy}`];
  const { code, out, err } = place.run(words);
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toMatchObject({
    Version: 1,
    AccessKeyId: expect.stringMatching(/^ASIA/),
    AccountId: '111122223333',
  });
});

it('a tool that calls Sentinel back for the same profile is run once, and told', () => {
  const marks = place.file('calls', '');
  profile('looped', `echo run >> '${marks}'\nexec sentinel credentials --profile looped`);
  const { code, out, err } = place.run(['credentials', '--profile', 'looped']);
  expect([code, out]).toEqual([6, '']);
  expect(err).toMatch(/credential_process of \[looped-base\] gives no credentials/);
  expect(readFileSync(marks, 'utf8')).toBe('run\n');
});

it('a tool that fails leaves nothing of what it wrote', () => {
  profile('failing', 'echo canary-token >&2\necho canary-token\nexit 7');
  const { code, out, err } = place.run(['credentials', '--profile', 'failing']);
  expect([code, out]).toEqual([6, '']);
  expect(err).toMatch(/exit code 7/);
  expect(err).not.toContain('canary');
});
