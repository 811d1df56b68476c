/**
 * `npm run screenshots`: plays README's story in a real pty and draws the frames that stood on it into
 * screenshots/*.svg (and .png where rsvg-convert is at hand). Nothing is drawn by hand.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programMissing } from '../helpers/programs.ts';
import { openPty, type Pty } from '../helpers/pty.ts';

const root = new URL('../../', import.meta.url).pathname;
const program = join(root, 'dist/sentinel.js');
const home = mkdtempSync(join(tmpdir(), 'screenshots-'));
const env = {
  PATH: process.env['PATH'],
  HOME: home,
  SHELL: '/bin/bash',
  LANG: 'C.UTF-8',
  TERM: 'xterm-256color',
  TZ: 'UTC',
  SENTINEL_SANDBOX: '1',
  SENTINEL_SANDBOX_HOME: join(home, 'sandbox'),
};
const png = !programMissing('rsvg-convert');

try {
  writeFileSync(join(home, '.bashrc'), "PS1='~ $ '\n");
  const pty = openPty(process.execPath, [program], { env, cwd: home, columns: 118, rows: 32 });
  await story(pty);
  await pty.close();
} finally {
  execFileSync(process.execPath, [program, 'sandbox', 'stop'], { env, stdio: 'ignore' });
  rmSync(home, { recursive: true, force: true });
}

async function story(pty: Pty): Promise<void> {
  await pty.waitFor(/❯ ✓ allow +dev /);
  await pty.waitFor('matched profiles');
  shot(pty, 'list');

  pty.press('enter');
  await pty.waitFor('~ $');
  for (const line of ['aws sts get-caller-identity', 'aws s3 ls']) {
    pty.type(`${line}\r`);
    await pty.waitFor(new RegExp(`${line}.*~ \\$ $`, 's'));
  }
  shot(pty, 'subshell');
  pty.type('exit\r');
  await pty.waitFor(/dev: shell ended/);

  pty.press('down', 'down');
  await pty.waitFor(/❯ ◔ approval +prod /);
  await pty.waitFor('Breaks the glass');
  shot(pty, 'details');

  pty.press('b');
  await pty.waitFor('0/20-1000');
  pty.press('enter');
  await typed(pty, 'orders database locked since 01:52, customers cannot pay; runbook 7, step 3');
  await pty.waitFor('75/20-1000');
  shot(pty, 'breakglass');
  pty.press('enter');
  await typed(pty, 'INC-4521');
  pty.press('enter');
  pty.press('enter');
  await pty.waitFor('To go on, type prod');
  await typed(pty, 'prod');
  shot(pty, 'confirm');
  pty.press('enter');
  await pty.waitFor(/breakglass=[0-9a-f]{8}/);
  await pty.waitFor('~ $');
  pty.type('exit\r');
  await pty.waitFor(/prod: shell ended/);

  pty.press('s');
  await pty.waitFor(/LEFT.*break-glass/s);
  shot(pty, 'sessions');
  pty.press('l');
  await pty.waitFor('breakglass.invoked');
  shot(pty, 'log');
  pty.press('?');
  await pty.waitFor('KEYS');
  shot(pty, 'help');

  pty.press('escape');
  await pty.waitFor('breakglass.invoked');
  pty.press('escape');
  await pty.waitFor(/LEFT/);
  pty.press('escape');
  await pty.waitFor(/VERDICT/);
  pty.type('/staging-logs');
  await pty.waitFor(/❯ \? sign in +staging-logs/);
  pty.press('enter', 'enter');
  await pty.waitFor(/[A-Z]{4}-[A-Z]{4}.*left/s);
  shot(pty, 'sign-in');
  pty.press('ctrl+c');
  await pty.ended();
}

/** Key by key, as a person; each is on the screen before the next. */
async function typed(pty: Pty, text: string): Promise<void> {
  for (const key of text) {
    pty.type(key);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
}

function shot(pty: Pty, name: string): void {
  const file = join(root, 'screenshots', `${name}.svg`);
  writeFileSync(file, pty.svg({ title: 'sentinel --sandbox' }));
  if (png) execFileSync('rsvg-convert', ['-o', file.replace(/svg$/, 'png'), file]);
  process.stdout.write(`screenshots/${name}.svg\n`);
}
