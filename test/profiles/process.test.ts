/** Another tool's `credential_process`, as real commands. */
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Context } from '../../src/context.ts';
import { SentinelError } from '../../src/errors.ts';
import { processCredentials } from '../../src/profiles/process.ts';
import { runProcess } from '../../src/profiles/run-process.ts';

const GOOD = {
  Version: 1,
  AccessKeyId: 'ASIATOOL',
  SecretAccessKey: 'canary-secret',
  SessionToken: 'canary-token',
  Expiration: '2030-01-01T00:00:00Z',
};

function world(env: Record<string, string> = {}): Context {
  return {
    env: { PATH: process.env['PATH'], ...env },
    childEnv: {},
    platform: process.platform,
    spawn: (command: string, args: string[], options: object) => spawn(command, args, options),
  } as unknown as Context;
}

const never = new AbortController().signal;
const base = (command: string) =>
  ({
    kind: 'process',
    command,
    profile: 'tool',
    label: 'the credential_process of [tool]',
    key: 'k',
  }) as const;

/** A script in a folder that goes with the test. */
async function script(text: string): Promise<{ path: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-process-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'my tool.sh');
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o700);
  return { path, folder };
}

const prints = (value: unknown) =>
  script(`cat <<'END'\n${typeof value === 'string' ? value : JSON.stringify(value)}\nEND`);

async function refusal(work: Promise<unknown>): Promise<SentinelError> {
  const error: unknown = await work.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(SentinelError);
  const told = error as SentinelError;
  expect([told.message, told.stack, ...told.next, String(told.cause)].join()).not.toContain(
    'canary',
  );
  return told;
}

describe('a command that works', () => {
  it('gives its keys with their end', async () => {
    const { path } = await prints(GOOD);
    expect(await processCredentials(world(), base(`"${path}" --for prod`), never)).toEqual({
      accessKeyId: 'ASIATOOL',
      secretAccessKey: 'canary-secret',
      sessionToken: 'canary-token',
      expiration: Date.parse('2030-01-01T00:00:00Z'),
    });
  });

  it('may give long-term keys, which have neither token nor end', async () => {
    const { path } = await prints({ ...GOOD, SessionToken: undefined, Expiration: undefined });
    expect(await processCredentials(world(), base(`'${path}'`), never)).toEqual({
      accessKeyId: 'ASIATOOL',
      secretAccessKey: 'canary-secret',
    });
  });

  it('has the user’s environment, the mark against calling us, and neither passphrase nor session keys', async () => {
    const { path, folder } = await script(
      `env > "$OUT"; cat <<'END'\n${JSON.stringify(GOOD)}\nEND`,
    );
    const out = join(folder, 'env');
    const env = {
      OUT: out,
      MINE: 'yes',
      AWS_PROFILE: 'mine',
      SENTINEL_KEYS_PASSPHRASE: 'canary-passphrase',
      SENTINEL_SESSION_ID: '1',
      AWS_ACCESS_KEY_ID: 'ASIASESSION',
      AWS_SECRET_ACCESS_KEY: 'canary-session',
      AWS_SESSION_TOKEN: 'canary-session',
    };
    await processCredentials(world(env), base(`"${path}"`), never);
    const seen = await readFile(out, 'utf8');
    expect(seen).toContain('MINE=yes');
    expect(seen).toContain('AWS_PROFILE=mine');
    expect(seen).toContain('SENTINEL_CREDENTIAL_PROCESS=tool');
    expect(seen).not.toMatch(/canary|ASIASESSION/);
  });

  it('keeps the user’s own keys in its environment outside a session', async () => {
    const { path, folder } = await script(
      `env > "$OUT"; cat <<'END'\n${JSON.stringify(GOOD)}\nEND`,
    );
    const env = { OUT: join(folder, 'env'), AWS_ACCESS_KEY_ID: 'AKIAOWN' };
    await processCredentials(world(env), base(`"${path}"`), never);
    expect(await readFile(env.OUT, 'utf8')).toContain('AWS_ACCESS_KEY_ID=AKIAOWN');
  });

  it('may leave something running that holds its output', async () => {
    const { path } = await script(
      `sleep 30 & cat <<'END'\n${JSON.stringify(GOOD)}\nEND\necho $! > "$OUT"`,
    );
    const out = `${path}.pid`;
    const keys = await processCredentials(world({ OUT: out }), base(`"${path}"`), never);
    expect(keys.accessKeyId).toBe('ASIATOOL');
    process.kill(Number(await readFile(out, 'utf8')), 'SIGKILL');
  });

  it('has no terminal to ask on', async () => {
    const { path } = await script(
      `if [ -t 0 ] || [ -t 2 ] || (: < /dev/tty) 2>/dev/null; then exit 9; fi; cat <<'END'\n${JSON.stringify(GOOD)}\nEND`,
    );
    expect((await processCredentials(world(), base(`"${path}"`), never)).accessKeyId).toBe(
      'ASIATOOL',
    );
  });
});

describe('an output that is none', () => {
  it.each([
    ['nothing', '', /printed nothing/],
    ['no JSON', 'canary: please sign in', /is no JSON/],
    ['a list', '["canary"]', /no JSON object/],
    ['another version', { ...GOOD, Version: 2 }, /Version is not 1/],
    ['a version that is text', { ...GOOD, Version: '1' }, /Version is not 1/],
    ['no key', { ...GOOD, AccessKeyId: '' }, /no AccessKeyId/],
    ['no secret', { ...GOOD, SecretAccessKey: undefined }, /no SecretAccessKey/],
    [
      'a secret with a line break',
      { ...GOOD, SecretAccessKey: 'canary\r\nx: y' },
      /no SecretAccessKey/,
    ],
    ['a token that is no text', { ...GOOD, SessionToken: 7 }, /SessionToken is none/],
    ['an end that is none', { ...GOOD, Expiration: 'canary' }, /Expiration is no time/],
  ])('%s', async (_, value, sentence) => {
    const { path } = await prints(value);
    const error = await refusal(processCredentials(world(), base(`"${path}"`), never));
    expect(error.kind).toBe('not_signed_in');
    expect(error.message).toMatch(/^The credential_process of \[tool\] gives no credentials: /);
    expect(error.message).toMatch(sentence);
  });
});

describe('a command that fails', () => {
  it('is told by its exit code; neither what it wrote nor the command itself is repeated', async () => {
    const { path } = await script(`echo canary-token >&2; echo canary-token; exit 3`);
    const command = `"${path}" --password canary-argument`;
    const error = await refusal(processCredentials(world(), base(command), never));
    expect(error.message).toMatch(/exit code 3/);
    expect(error.next.join()).toMatch(/by hand/);
  });

  it('is not there', async () => {
    const error = await refusal(processCredentials(world(), base('/no/such/tool'), never));
    expect(error.message).toMatch(/exit code 127/);
  });

  it('is ended by a signal', async () => {
    const error = await refusal(processCredentials(world(), base('kill -SEGV $$'), never));
    expect(error.message).toMatch(/ended by SIGSEGV/);
  });

  it('prints without end', async () => {
    const error = await refusal(processCredentials(world(), base('yes canary'), never));
    expect(error.message).toMatch(/prints without end/);
  });
});

describe('a command that hangs', () => {
  /** One that ignores being asked to end, with a child that does too; each writes its id. */
  const stubborn = () =>
    script(
      `trap '' TERM\nsh -c 'trap "" TERM; echo $$ > "$OUT.child"; while :; do sleep 0.1; done' &\necho $$ > "$OUT"\nwhile :; do sleep 0.1; done`,
    );
  const idOf = async (path: string) => Number(await readFile(path, 'utf8'));

  async function gone(pid: number): Promise<void> {
    await expect
      .poll(async () => {
        // A dead child whose parent is init's heir may stay as a zombie for a moment.
        const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
        return status === '' || / Z /.test(status);
      })
      .toBe(true);
  }

  it('is ended with all it started when its time is up', async () => {
    const { path } = await stubborn();
    const out = `${path}.pid`;
    const ran = await runProcess(world({ OUT: out }), `"${path}"`, 'tool', never, 3_000);
    expect(ran).toEqual({ output: null, why: 'it did not end within 3 s' });
    await gone(await idOf(out));
    await gone(await idOf(`${out}.child`));
  });

  it('is ended with all it started when the caller goes, for the caller’s reason', async () => {
    const { path } = await stubborn();
    const out = `${path}.pid`;
    const controller = new AbortController();
    const running = runProcess(world({ OUT: out }), `"${path}"`, 'tool', controller.signal);
    await expect.poll(() => idOf(`${out}.child`).catch(() => 0)).toBeGreaterThan(0);
    const reason = new Error('the caller left');
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await gone(await idOf(out));
    await gone(await idOf(`${out}.child`));
  });

  it('is not started for a caller who has gone', async () => {
    const spawned: string[] = [];
    const ctx = {
      ...world(),
      spawn: (command: string) => {
        spawned.push(command);
        throw new Error('started');
      },
    } as unknown as Context;
    const reason = new Error('gone before');
    const work = runProcess(ctx, 'true', 'tool', AbortSignal.abort(reason));
    await expect(work).rejects.toBe(reason);
    expect(spawned).toEqual([]);
  });
});
