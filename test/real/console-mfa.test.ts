import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Pty } from '../helpers/pty.ts';
import { type ConsolePlace, openConsolePlace } from './console-place.ts';

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';

describe('a profile that wants an MFA code', () => {
  let place: ConsolePlace;

  // A code works once, so each test has a device of its own.
  beforeEach(() => {
    place = openConsolePlace();
  });
  afterEach(() => place.end());

  const code = () => {
    const { code, out, err } = place.run(['sandbox', 'mfa-code']);
    if (code !== 0) throw new Error(err);
    return out.trim();
  };

  async function at(profile: string): Promise<Pty> {
    const pty = place.open({ columns: 100, rows: 30 });
    await pty.waitFor(/✓ allow +dev /);
    pty.type(`/${profile}\r`);
    await pty.waitFor(new RegExp(`❯ . \\w+ +${profile}`));
    return pty;
  }

  it('asks for it in a field; a wrong one is answered by AWS, the right one opens the shell', async () => {
    const pty = await at('prod-billing');
    await pty.waitFor(/Enter +Asks for a code of/);
    pty.press('enter');
    const field = await pty.waitFor('CODE OF AN MFA DEVICE');
    expect(field).toContain(SERIAL);
    pty.type('12');
    await pty.waitFor('12____');
    pty.press('enter');
    await pty.waitFor('A code has 6 digits.');
    pty.press('ctrl+u');
    pty.type('000000\r');
    await pty.waitFor(/MultiFactorAuthentication failed/);
    await pty.waitFor('Code         ______');
    pty.type(`${code()}\r`);
    await pty.waitFor(/stamp +sentinel=alice=direct=/);
    await pty.waitFor('ready>');
    pty.type('exit 3\r');
    await pty.waitFor(/prod-billing: shell ended after .*exit code 3/);
    const issued = place.decisions().findLast(({ event }) => event === 'issued');
    expect(issued).toMatchObject({ profile: 'prod-billing', stamped: true });
  });

  it('takes code and commands in one write with Enter: each goes where it belongs', async () => {
    const pty = await at('prod-billing');
    pty.type(`\r${code()}\rexit 4\r`);
    await pty.waitFor(/prod-billing: shell ended after .*exit code 4/);
  });

  it('takes a paste, and Esc leaves nothing behind', async () => {
    const pty = await at('prod-billing');
    const issued = () => place.decisions().filter(({ event }) => event === 'issued').length;
    const before = issued();
    pty.press('enter');
    await pty.waitFor('CODE OF AN MFA DEVICE');
    pty.type('\x1b[200~ 123 456\n\x1b[201~');
    await pty.waitFor(/Code +123456/);
    pty.press('escape');
    await pty.waitFor('Nothing was issued. Enter asks for a code again.');
    expect(issued()).toBe(before);
  });

  it('in an emergency the event stays open, and the shell opens under it', async () => {
    // The sandbox is there, and so are its files.
    place.run(['whoami']);
    const config = join(place.folder, 'sandbox/people/alice/config');
    const text = readFileSync(config, 'utf8');
    writeFileSync(
      config,
      text.replace('[profile prod]\n', `[profile prod]\nmfa_serial = ${SERIAL}\n`),
    );
    const pty = await at('prod');
    pty.press('b');
    await pty.waitFor('0/20-1000');
    pty.press('enter');
    pty.type('orders database locked, customers cannot pay\rINC-4521\r\r');
    await pty.waitFor('To go on, type prod');
    pty.type('prod\r');
    const field = await pty.waitFor('CODE OF AN MFA DEVICE');
    expect(field).toContain('the break-glass is open and stays open');
    pty.press('escape');
    await pty.waitFor(/Your break-glass for prod stays open until \d\d:\d\d/);
    await pty.waitFor(/❯ ! emergency +prod /);
    pty.press('enter');
    await pty.waitFor('CODE OF AN MFA DEVICE');
    pty.type(`${code()}\r`);
    await pty.waitFor(/stamp +sentinel=alice=breakglass=/);
    await pty.waitFor('ready>');
    pty.type('exit\r');
    await pty.waitFor(/prod: shell ended/);
    const events = place.decisions().map(({ event }) => event);
    expect(events.filter((event) => event === 'breakglass.invoked')).toHaveLength(1);
    expect(place.decisions().findLast(({ event }) => event === 'issued')).toMatchObject({
      profile: 'prod',
      rule: 'oncall-emergency',
      ticket: 'INC-4521',
    });
  });
});
