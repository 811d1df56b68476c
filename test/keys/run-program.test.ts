/** How a key store's program is found and run. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram } from '../../src/keys/find-program.ts';
import { type Run, runProgram } from '../../src/keys/run-program.ts';
import { terminalName } from '../../src/keys/terminal-name.ts';
import { programMissing } from '../helpers/programs.ts';
import { openPty } from '../helpers/pty.ts';
import { source, startScript } from '../helpers/script.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { contextAt } from './place.ts';

const ctx = contextAt('/nowhere');
const sh = (script: string, more: Partial<Run> = {}) =>
  runProgram(ctx, {
    program: '/bin/sh',
    args: ['-c', script],
    env: { PATH: '/usr/bin:/bin' },
    where: 'alone',
    ...more,
  });
const printed = async (running: ReturnType<typeof runProgram>) => {
  const ran = await running;
  if (ran.how !== 'ended') throw new Error(ran.how);
  return ran.output.toString('utf8');
};

test("the passphrase of the key file is in nobody else's environment; the rest is", async () => {
  const env = { PATH: '/usr/bin:/bin', SENTINEL_KEYS_PASSPHRASE: 'canary', MINE: 'x' };
  const out = await printed(sh('env', { env }));
  expect(out).toContain('MINE=x\n');
  expect(out).not.toContain('canary');
});

test('what it is given comes on its stdin; nothing given is no stdin at all', async () => {
  expect(await printed(sh('cat', { input: 'a secret\nin two lines' }))).toBe(
    'a secret\nin two lines',
  );
  expect(await printed(sh('readlink /proc/self/fd/0 || echo /dev/null'))).toBe('/dev/null\n');
  // It may not care for it.
  expect(await printed(sh('echo done', { input: 'x'.repeat(300_000) }))).toBe('done\n');
});

test('it has no terminal of ours, and ends with what it started', async () => {
  expect(await printed(sh('(: </dev/tty) 2>/dev/null || echo none'))).toBe('none\n');
  const mark = join(tempDir(), 'pid');
  const ran = await sh(`sleep 300 & echo $! >'${mark}'; wait`, { limit: 300 });
  expect(ran).toEqual({ how: 'slow' });
  const pid = readFileSync(mark, 'utf8').trim();
  await waitFor(() => !alive(pid), { what: `the end of ${pid}` });
});

test('what it left running does not keep us waiting', async () => {
  expect(await printed(sh('sleep 300 & echo early'))).toBe('early\n');
});

test('a Sentinel that ends takes the program with it', async () => {
  const mark = join(tempDir(), 'pid');
  const script = `
    import { runProgram } from ${JSON.stringify(source('keys/run-program.ts'))};
    import { contextAt } from ${JSON.stringify(new URL('./place.ts', import.meta.url).href)};
    const words = ['-c', 'echo $$ >"$0"; exec sleep 300', process.argv[1]];
    void runProgram(contextAt('/nowhere'), { program: '/bin/sh', args: words, env: process.env, where: 'alone' });
    process.stdin.once('data', () => process.exit(0));
    console.log('ready');`;
  const { child, said, ended } = startScript(script, [mark]);
  await said('ready');
  await waitFor(() => existsSync(mark) && readFileSync(mark, 'utf8').endsWith('\n'), {
    what: 'the program',
  });
  child.stdin?.write('go\n');
  expect((await ended).code).toBe(0);
  const pid = readFileSync(mark, 'utf8').trim();
  await waitFor(() => !alive(pid), { what: `the end of ${pid}` });
});

test('a program counts only where it lies in an absolute folder of the PATH and may be run', () => {
  const folder = tempDir();
  for (const name of ['first', 'second']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'first/tool'), '#!/bin/sh\n');
  mkdirSync(join(folder, 'first/other'));
  for (const name of ['tool', 'other']) {
    writeFileSync(join(folder, `second/${name}`), '#!/bin/sh\n');
    chmodSync(join(folder, `second/${name}`), 0o755);
  }
  const PATH = `.::relative:${folder}/first:${folder}/second`;
  const at = (name: string, path: string | undefined = PATH) =>
    findProgram({ env: { PATH: path }, platform: 'linux' }, name);
  expect(at('tool')).toBe(`${folder}/second/tool`);
  expect(at('other')).toBe(`${folder}/second/other`);
  expect(at('absent')).toBeNull();
  expect(findProgram({ env: {}, platform: 'linux' }, 'sh')).toBeNull();
});

const noPs = programMissing('ps', ['-V']);
/** Where there is no /proc, ps is asked. */
const platforms = [
  ['linux', '', false],
  ['darwin', noPs ? ` (${noPs})` : '', noPs !== false],
] as const;
for (const [platform, note, skip] of platforms) {
  test.skipIf(skip)(
    `the terminal has its own name, and no terminal none: ${platform}${note}`,
    async () => {
      const script = `
      import { terminalName } from ${JSON.stringify(source('keys/terminal-name.ts'))};
      const { pid, env } = process;
      process.stdout.write('name ' + terminalName({ pid, env, platform: '${platform}' }) + '.\\n');`;
      const words = ['--input-type=module-typescript', '-e', script];
      // Whatever its streams are.
      const line = `tty; '${process.execPath}' "$@" </dev/null 2>/dev/null | cat; sleep 1`;
      const pty = openPty('/bin/sh', ['-c', line, 'sh', ...words], {
        cwd: new URL('../..', import.meta.url).pathname,
      });
      await pty.waitFor(/name .*\./);
      const [, name] = /(\/dev\/\S+)/.exec(pty.output()) ?? [];
      expect(pty.output()).toContain(`name ${name}.`);
      await pty.close();

      const alone = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
      const { pid } = alone as { pid: number };
      const env = { PATH: '/usr/bin:/bin' };
      expect(terminalName({ pid, env, platform })).toBeNull();
      expect(terminalName({ pid, env, platform: 'win32' })).toBeNull();
      alone.kill();
    },
  );
}

/** One that has ended may wait for long until it is reaped. */
function alive(pid: string): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
