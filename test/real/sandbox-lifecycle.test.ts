import { execFile, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPty } from '../helpers/pty.ts';

/** The built program, in a copy of its own so that a test may make it look newer. */
const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;
let program = '';

beforeAll(() => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sentinel-dist-')));
  cpSync(join(root, 'dist'), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  program = join(folder, 'sentinel.js');
});
afterAll(() => rmSync(join(program, '..'), { recursive: true, force: true }));

interface Place {
  readonly home: string;
  sentinel(...args: string[]): Promise<{ stdout: string; stderr: string }>;
  status(): Promise<{ running: boolean; url: string; pid: number }>;
}

function place(): Place {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sentinel-life-')));
  const home = join(folder, 'sandbox');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    SENTINEL_SANDBOX_HOME: home,
    // None of these may reach the server.
    AWS_PROFILE: 'mine',
    VITEST: 'true',
    NODE_OPTIONS: '--no-deprecation',
    npm_config_x: 'y',
  };
  const sentinel = (...args: string[]) =>
    run(process.execPath, [program, ...args], { env, cwd: folder });
  onTestFinished(async () => {
    await sentinel('sandbox', 'stop');
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    home,
    sentinel,
    status: async () => JSON.parse((await sentinel('sandbox', 'status', '--json')).stdout),
  };
}

const urlIn = (text: string) => /AWS_ENDPOINT_URL=(\S+)/.exec(text)?.[1];

describe('one server a home', () => {
  test('many first commands at once start one, and all find it', async () => {
    const { sentinel, home } = place();
    const all = await Promise.all(Array.from({ length: 12 }, () => sentinel('sandbox')));
    expect(new Set(all.map(({ stdout }) => urlIn(stdout))).size).toBe(1);
    expect(all.filter(({ stderr }) => stderr.includes('started the sandbox'))).toHaveLength(1);
    const later = await sentinel('sandbox');
    expect(later.stderr).toBe('');
    expect(existsSync(join(home, 'run', 'server.json'))).toBe(true);
  });

  test("is a process of its own, with nothing of its starter's environment", async () => {
    const { sentinel, status } = place();
    await sentinel('sandbox');
    const { pid } = await status();
    expect(() => process.kill(pid, 0)).not.toThrow();
    if (process.platform === 'linux') {
      const environ = readFileSync(`/proc/${pid}/environ`, 'utf8');
      expect(environ).toContain('SENTINEL_SANDBOX_HOME=');
      expect(environ).not.toMatch(/AWS_PROFILE|VITEST|NODE_OPTIONS|npm_config/);
    }
  });

  test('killed, it is started again with what it had: keys, port, trail', async () => {
    const { sentinel, status } = place();
    await sentinel('sandbox');
    const before = await status();
    const issued = JSON.parse(
      (await sentinel('credentials', '--sandbox', '--profile', 'dev')).stdout,
    );
    process.kill(before.pid, 'SIGKILL');
    await expect.poll(async () => (await status()).running).toBe(false);
    expect((await sentinel('sandbox')).stderr).toContain('started the sandbox');
    const after = await status();
    expect(after.pid).not.toBe(before.pid);
    expect(after.url).toBe(before.url);
    const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
    const sts = new STSClient({
      endpoint: after.url,
      region: 'eu-central-1',
      credentials: {
        accessKeyId: issued.AccessKeyId,
        secretAccessKey: issued.SecretAccessKey,
        sessionToken: issued.SessionToken,
      },
    });
    const who = await sts.send(new GetCallerIdentityCommand({}));
    expect(who.Arn).toBe('arn:aws:sts::111122223333:assumed-role/Developer/alice');
  });

  test('a starter killed on the way is no hindrance to the next', async () => {
    const { sentinel, home } = place();
    const first = spawn(process.execPath, [program, 'sandbox'], {
      env: { PATH: process.env['PATH'] ?? '', HOME: home, SENTINEL_SANDBOX_HOME: home },
      stdio: 'ignore',
    });
    await expect
      .poll(() => existsSync(join(home, 'run', 'server.log')), { interval: 1 })
      .toBe(true);
    first.kill('SIGKILL');
    expect(urlIn((await sentinel('sandbox')).stdout)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('a newer build of the program replaces it', async () => {
    const { sentinel, status } = place();
    await sentinel('sandbox');
    const before = await status();
    const later = new Date(Date.now() + 5000);
    utimesSync(program, later, later);
    expect((await sentinel('sandbox')).stderr).toContain('started the sandbox');
    const after = await status();
    expect(after.pid).not.toBe(before.pid);
    expect(after.url).toBe(before.url);
  });
});

test('a server whose home was deleted ends', async () => {
  const { sentinel, home, status } = place();
  await sentinel('sandbox');
  const { pid } = await status();
  rmSync(home, { recursive: true, force: true });
  await expect.poll(() => alive(pid), { timeout: 20_000 }).toBe(false);
});

test('in a terminal it holds the server until Ctrl+C, and the server stays', async () => {
  const { home, status } = place();
  const terminal = openPty(process.execPath, [program, 'sandbox'], {
    env: { PATH: process.env['PATH'], HOME: join(home, '..'), SENTINEL_SANDBOX_HOME: home },
    columns: 200,
  });
  onTestFinished(() => terminal.close());
  await terminal.waitFor('Ctrl+C lets go of it.');
  expect(terminal.screen()).toContain('export SENTINEL_SANDBOX=1');
  terminal.press('ctrl+c');
  expect(await terminal.ended()).toMatchObject({ exitCode: 0 });
  expect((await status()).running).toBe(true);
});

describe('stop and reset', () => {
  test('stop ends it and says so; twice does no harm', async () => {
    const { sentinel, status } = place();
    await sentinel('sandbox');
    const { pid } = await status();
    expect((await sentinel('sandbox', 'stop')).stderr).toContain('has stopped');
    await expect.poll(() => alive(pid)).toBe(false);
    expect((await sentinel('sandbox', 'stop')).stderr).toContain('was not running');
  });

  test('reset starts from nothing, and removes only what the sandbox made', async () => {
    const { sentinel, home } = place();
    await sentinel('sandbox');
    const key = () =>
      /aws_access_key_id = (\w+)/.exec(
        readFileSync(join(home, 'people/alice/credentials'), 'utf8'),
      )?.[1];
    const before = key();
    writeFileSync(join(home, 'notes.txt'), 'mine');
    await sentinel('sandbox', 'reset');
    expect(existsSync(join(home, 'aws'))).toBe(false);
    expect(readFileSync(join(home, 'notes.txt'), 'utf8')).toBe('mine');
    await sentinel('sandbox');
    expect(key()).not.toBe(before);
  });

  test('reset leaves a folder alone that is no sandbox', async () => {
    const { sentinel, home } = place();
    mkdirSync(join(home, 'state'), { recursive: true });
    writeFileSync(join(home, 'state', 'precious'), 'x');
    await expect(sentinel('sandbox', 'reset')).rejects.toMatchObject({ code: 1 });
    expect(existsSync(join(home, 'state', 'precious'))).toBe(true);
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  // Ended, but not yet collected by an init that is slow to do so.
  return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
