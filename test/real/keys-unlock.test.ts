/** The doors ask for the key file's passphrase before anything is under way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPty } from '../helpers/pty.ts';
import { openPlace, type Place } from './gate-place.ts';

let place: Place;
let env: Record<string, string>;
beforeAll(() => {
  place = openPlace();
  place.run(['whoami']);
  const config = place.file(
    'own.yaml',
    'version: "1"\npolicy: ssm:/sentinel/policies/default\nregions: [eu-central-1]\nkeys: file\n',
  );
  env = {
    ...place.env,
    ...place.toolEnv(),
    SENTINEL_SANDBOX: '',
    SENTINEL_CONFIG: config,
    TERM: 'xterm-256color',
  };
});
afterAll(() => place.close());

const open = (...words: string[]) =>
  openPty(`${place.folder}/sentinel`, words, { env, cwd: place.folder, columns: 120, rows: 30 });

test('exec: whoever takes longer to type than an issue may take gets it all the same', async () => {
  const pty = open('exec', '--profile', 'dev', '--', 'sh', '-c', 'echo "as $SENTINEL_PROFILE"');
  try {
    await pty.waitFor(/passphrase/i);
    await sleep(9_500);
    pty.type('correct horse\r');
    await pty.waitFor(/again|repeat|once more/i);
    pty.type('correct horse\r');
    await pty.waitFor('as dev');
    expect(pty.output()).not.toContain('correct horse');
  } finally {
    await pty.close();
  }
});

test('the console: asked before the screen is drawn, and not while it is', async () => {
  const pty = open();
  try {
    await pty.waitFor(/passphrase/i);
    expect(pty.output()).not.toContain('VERDICT');
    pty.type('correct horse\r');
    await pty.waitFor(/allow +dev/);
    pty.press('ctrl+c');
    await pty.ended();
  } finally {
    await pty.close();
  }
});

test('credentials without a terminal: not asked, not kept, and given', () => {
  const { code, out, err } = place.run(['credentials', '--profile', 'dev'], env);
  expect(code, err).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ Version: 1 });
  expect(err).toContain('Nothing is kept between runs');
});
