import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { command } from '../../src/commands/sandbox.ts';
import { ensurePrivateDir } from '../../src/files/private-dir.ts';
import { homePaths } from '../../src/sandbox/home.ts';
import { writeAddress } from '../../src/sandbox/lifecycle/address.ts';
import { baseContext } from '../sandbox/base-context.ts';
import { openSandbox } from '../sandbox/open.ts';
import { portal } from '../sandbox/sso/portal-hands.ts';
import { runCommand } from './run.ts';

const run = (ctx: ReturnType<typeof baseContext>, ...positionals: string[]) =>
  command.run(ctx, { flags: {}, positionals, rest: null });

describe('sandbox', () => {
  test.each([['foo'], ['stop', 'now']])('knows no verb %s', async (...words) => {
    await expect(run(baseContext(), ...words)).rejects.toMatchObject({
      kind: 'usage',
      message: `There is no "sandbox ${words.at(-1)}".`,
    });
  });

  test('status tells that nothing runs, and whom one may be', async () => {
    const ctx = baseContext();
    expect(await run(ctx, 'status')).toBe(0);
    expect(ctx.told()).toMatch(/^not running\nhome {5}\/nowhere\/state\/sandbox\n--as alice /);
    expect(ctx.told()).toContain('--as bob');
  });

  test('stop where nothing runs is no error', async () => {
    const ctx = baseContext();
    expect(await run(ctx, 'stop')).toBe(0);
    expect(ctx.told()).toBe('sentinel: the sandbox was not running.\n');
  });
});

describe('with a server in this process', () => {
  /** A home whose address file names the server, as a command of another process finds it. */
  async function place() {
    const open = await openSandbox();
    const { sandbox } = open;
    await ensurePrivateDir(`${sandbox.home}/run`);
    const address = { url: sandbox.url, token: sandbox.token, pid: process.pid };
    await writeAddress(homePaths(sandbox.home).address, address);
    const ctx = baseContext({ env: { SENTINEL_SANDBOX_HOME: sandbox.home } });
    return { ...open, sentinel: (...args: string[]) => runCommand(command, ctx, args) };
  }

  test('mfa-code prints a code that AWS takes, each time another', async () => {
    const { sentinel, sts, keysOf, user } = await place();
    const { serial = '' } = user('bob').mfa ?? {};
    for (let n = 0; n < 2; n += 1) {
      const { code, out, err } = await sentinel('mfa-code', '--as', 'bob');
      expect(code).toBe(0);
      expect(out).toMatch(/^\d{6}\n$/);
      expect(err).toMatch(/^sentinel: for bob, \d+ s more, once\.\n$/);
      await sts(keysOf('bob')).send(
        new GetSessionTokenCommand({ SerialNumber: serial, TokenCode: out.trim() }),
      );
    }
    await expect(sentinel('mfa-code', '--as', 'mallory')).rejects.toMatchObject({ kind: 'usage' });
  });

  test('sign-in answers a device code, as the person whose files it came from or another', async () => {
    const { sandbox, sentinel } = await place();
    const { register, device, token, roleKeys } = portal(sandbox);
    const client = await register();
    const waiting = async (person: string) => {
      const { userCode = '', deviceCode } = await device(client, person);
      return { userCode, given: () => token(client, { deviceCode }) };
    };
    const one = await waiting('dave');
    // As a person may type it.
    const typed = one.userCode.toLowerCase().replace('-', '');
    expect((await sentinel('sign-in', typed)).err).toBe('sentinel: the sign-in was approved.\n');
    await expect(roleKeys((await one.given()).accessToken ?? '')).rejects.toThrow('No access');
    await expect(sentinel('sign-in', one.userCode)).rejects.toMatchObject({ kind: 'failed' });
    const two = await waiting('dave');
    await sentinel('sign-in', two.userCode, '--as', 'alice');
    await roleKeys((await two.given()).accessToken ?? '');
    const three = await waiting('alice');
    expect((await sentinel('sign-in', three.userCode, '--deny')).err).toContain('denied');
    await expect(three.given()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(sentinel('sign-in')).rejects.toMatchObject({ kind: 'usage' });
  });

  test('fault sets, lists and clears; status shows what is set', async () => {
    const { sandbox, sentinel } = await place();
    expect((await sentinel('fault')).out).toBe('no faults\n');
    await sentinel('fault', 'throttle', 'ssm:GetParameter', '--times', '2');
    const { out } = await sentinel('fault', 'latency', '--milliseconds', '300');
    expect(out).toBe('throttle ssm:GetParameter, 2 calls more\nlatency every service, 300 ms\n');
    expect(sandbox.control.faults()).toEqual([
      { kind: 'throttle', service: 'ssm', action: 'GetParameter', times: 2 },
      { kind: 'latency', milliseconds: 300 },
    ]);
    expect((await sentinel('status')).out).toContain('fault    latency every service, 300 ms');
    expect(JSON.parse((await sentinel('status', '--json')).out).faults).toHaveLength(2);
    expect((await sentinel('fault', 'clear')).out).toBe('no faults\n');
    await expect(sentinel('fault', 'gremlins')).rejects.toMatchObject({ kind: 'usage' });
    await expect(sentinel('fault', 'cut', '--times', 'x')).rejects.toMatchObject({
      kind: 'usage',
      message: 'This is no fault: times: whole number from 1.',
    });
  });
});
