import { describe, expect, it } from 'vitest';
import type { Answers, IssuedSession } from '../../src/console/ports.ts';
import { SentinelError } from '../../src/errors.ts';
import { type Play, play } from './helpers/play.ts';
import { event, HOUR, NIGHT, type World } from './helpers/world.ts';

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';

function needsCode(text = `dev needs a code of your MFA device ${SERIAL}.`): SentinelError {
  return new SentinelError('not_signed_in', text, [], undefined, { kind: 'mfa', serial: SERIAL });
}

const WRONG = 'MultiFactorAuthentication failed with invalid MFA one time pass code.';

/** An AWS whose device shows 123456. */
async function issue(name: string, _event: unknown, { mfaCode }: Answers): Promise<IssuedSession> {
  if (mfaCode !== '123456') throw needsCode(mfaCode === undefined ? undefined : WRONG);
  return {
    sessionId: 'c'.repeat(16),
    profile: name,
    stamp: 'sentinel=alice=direct=a1b2c3d4',
    expiresAt: NIGHT + HOUR,
    windowEndsAt: null,
    notices: [],
  };
}

const start = (changes: Partial<World> = {}): Promise<Play> => play({ issue, ...changes });

describe('a profile whose base wants a code', () => {
  it('asks for it in a field, and gives the keyboard back for that', async () => {
    const { press, state, world } = await start();
    await press('enter');
    expect(state().view).toBe('mfa');
    expect(state().mfa).toEqual({
      profile: 'dev',
      serial: SERIAL,
      eventId: null,
      code: '',
      problem: null,
    });
    expect(state().busy).toBeNull();
    expect(world.holds).toEqual(['hold', 'release']);
  });

  it('tries again with the code, keys held from its Enter on, and opens the shell', async () => {
    const { press, type, state, world } = await start();
    await press('enter');
    await type('123456');
    const holds = world.holds.length;
    await press('enter');
    expect(world.holds.slice(holds)).toEqual(['hold', 'release']);
    expect(world.issued).toEqual([
      { profile: 'dev', eventId: null },
      { profile: 'dev', eventId: null, mfaCode: '123456' },
    ]);
    expect(world.shells).toHaveLength(1);
    expect(state().view).toBe('list');
    expect(state().mfa).toBeNull();
    expect(state().message?.text).toMatch(/^dev: shell ended/);
  });

  it('shows what AWS says to a wrong code, and the empty field again', async () => {
    const { press, type, state, world } = await start();
    await press('enter');
    await type('000000');
    await press('enter');
    expect(state().view).toBe('mfa');
    expect(state().mfa).toMatchObject({ code: '', problem: { text: WRONG } });
    expect(world.holds.at(-1)).toBe('release');
    await type('1');
    expect(state().mfa?.problem).toBeNull();
    await type('23456');
    await press('enter');
    expect(world.shells).toHaveLength(1);
  });

  it('goes back to the list with any other failure', async () => {
    const { press, type, state, world } = await start();
    await press('enter');
    world.issue = async () => {
      throw new SentinelError('unavailable', 'AWS STS does not answer.', ['try again']);
    };
    await type('123456');
    await press('enter');
    expect(state().view).toBe('list');
    expect(state().mfa).toBeNull();
    expect(state().message).toEqual({
      tone: 'bad',
      text: 'AWS STS does not answer.',
      next: ['try again'],
    });
  });

  it('is busy while AWS works, and takes no key then', async () => {
    const waiting = Promise.withResolvers<never>();
    const { press, type, state, world } = await start();
    await press('enter');
    world.issue = () => waiting.promise;
    await type('123456');
    await press('enter');
    expect(state().busy).toContain('Asking AWS for dev');
    await press('enter', 'esc', '7');
    expect(world.issued).toHaveLength(2);
    expect(state().view).toBe('mfa');
    expect(state().mfa?.code).toBe('123456');
  });
});

describe('the field', () => {
  it('takes digits only, six of them, and says so', async () => {
    const { press, type, state } = await start();
    await press('enter');
    await type('12a');
    expect(state().mfa).toMatchObject({
      code: '12',
      problem: { text: expect.stringContaining('digits only') },
    });
    await press('enter');
    expect(state().mfa?.problem?.text).toBe('A code has 6 digits.');
    await type('345678');
    expect(state().mfa?.code).toBe('123456');
    await press('backspace');
    expect(state().mfa?.code).toBe('12345');
    await press('ctrl+u');
    expect(state().mfa?.code).toBe('');
  });

  it.each([
    ['123456', '123456'],
    [' 123 456\n', '123456'],
    ['code: 123456', '123456'],
    ['no digits', '9'],
    ['12', '912'],
  ])('takes the paste %j', async (text, code) => {
    const { press, type, state, controller } = await start();
    await press('enter');
    await type('9');
    controller.paste(text);
    expect(state().mfa?.code).toBe(code);
  });

  it('keeps no code when it is left', async () => {
    const { press, type, state, world } = await start();
    await press('enter');
    await type('1234');
    await press('esc');
    expect(state().view).toBe('list');
    expect(state().message?.text).toBe('Nothing was issued. Enter asks for a code again.');
    await press('enter');
    expect(state().mfa?.code).toBe('');
    expect(world.shells).toEqual([]);
  });

  it('is left at once by Ctrl+C and stopped by Ctrl+Z', async () => {
    const { press, world } = await start();
    await press('enter', 'ctrl+z', 'ctrl+c');
    expect(world.suspends).toBe(1);
    expect(world.quits).toBe(1);
  });
});

describe('under an open emergency', () => {
  it('the event stays open, the code is asked for, and the shell opens under it', async () => {
    const opened = event();
    const { press, type, world, state } = await start({ events: [opened] });
    await press('j', 'j', 'enter');
    expect(state().mfa?.eventId).toBe(opened.id);
    await press('esc');
    expect(state().message?.text).toBe(
      'Nothing was issued. Your break-glass for prod stays open until 03:00: Enter asks for a code again.',
    );
    await press('enter');
    await type('123456');
    await press('enter');
    expect(world.issued.at(-1)).toEqual({
      profile: 'prod',
      eventId: opened.id,
      mfaCode: '123456',
    });
    expect(world.opened).toEqual([]);
    expect(world.shells).toHaveLength(1);
  });
});
