import { describe, expect, it } from 'vitest';
import { selectedRow } from '../../src/console/outcome.ts';
import { SentinelError } from '../../src/errors.ts';
import { play } from './helpers/play.ts';
import { event, FACTS, HOUR, logLine, NIGHT, profile, profiles, session } from './helpers/world.ts';

describe('the profile list', () => {
  it('moves within its ends', async () => {
    const { state, press } = await play();
    await press('up');
    expect(state().list.cursor).toBe(0);
    await press('G');
    expect(selectedRow(state())?.name).toBe('own-keys');
    await press('down');
    expect(selectedRow(state())?.name).toBe('own-keys');
    await press('g', 'j', 'down');
    expect(selectedRow(state())?.name).toBe('prod');
  });

  it('keeps the selected profile through a refresh that reorders the rows', async () => {
    const { state, press, world } = await play();
    await press('j', 'j');
    world.updates = [{ type: 'rows', rows: [...profiles()].reverse() }];
    await press('R');
    expect(selectedRow(state())?.name).toBe('prod');
  });

  it('filters while typing, keeps the filter on Enter, takes it away on Esc', async () => {
    const { state, press, type } = await play();
    await press('/');
    await type('prod');
    expect(state().list.shown).toHaveLength(3);
    expect(selectedRow(state())?.name).toBe('prod');
    await press('enter');
    expect(state().list.filtering).toBe(false);
    expect(state().list.shown).toHaveLength(3);
    await press('esc');
    expect(state().list.shown).toHaveLength(9);
    expect(selectedRow(state())?.name).toBe('prod');
  });

  it('takes keys as text while filtering', async () => {
    const { state, press, type, world } = await play();
    await press('/');
    await type('q?b');
    expect(state().list.filter.text).toBe('q?b');
    await press('ctrl+u');
    expect(state().list.filter.text).toBe('');
    expect(world.quits).toBe(0);
  });

  it('scrolls the details instead once Tab was pressed, and Esc takes that back', async () => {
    const { state, press } = await play({}, { columns: 100, rows: 16 });
    await press('tab', 'down', 'down');
    expect(state().list.cursor).toBe(0);
    expect(state().about.scroll).toBeGreaterThan(0);
    await press('G', 'up');
    const end = state().about.scroll;
    await press('esc', 'down');
    expect(state().list.cursor).toBe(1);
    expect(state().about.scroll).toBe(0);
    expect(end).toBeGreaterThan(0);
  });

  it('asks again for verdicts on R', async () => {
    const { press, world } = await play();
    await press('R');
    expect(world.previews).toBe(2);
  });

  it('keeps old rows and says so when they cannot be refreshed', async () => {
    const { state, press, world } = await play();
    world.preview = async () => {
      throw new SentinelError('unavailable', 'SSM does not answer.', ['try --region']);
    };
    await press('R');
    expect(state().list.rows).toHaveLength(9);
    expect(state().list.failure).toEqual({ text: 'SSM does not answer.', next: ['try --region'] });
  });
});

describe('Enter', () => {
  it('holds the keyboard before it asks for anything, and hands over what was issued', async () => {
    const { press, world, state } = await play();
    world.issue = async (name) => {
      expect(world.holds).toEqual(['hold']);
      return {
        sessionId: 's'.repeat(16),
        profile: name,
        stamp: 'sentinel=alice=direct=00000000',
        expiresAt: NIGHT + HOUR,
        windowEndsAt: NIGHT + HOUR / 2,
        notices: [],
      };
    };
    await press('enter');
    expect(world.issued).toEqual([{ profile: 'dev', eventId: null }]);
    expect(world.shells).toHaveLength(1);
    expect(world.holds).toEqual(['hold', 'release']);
    expect(state().busy).toBeNull();
    expect(state().message?.text).toMatch(
      /^dev: shell ended after 12 min, exit code 0\. Still live until .* \(30 min\)\.$/,
    );
  });

  it('gives the keyboard back and says why when nothing is issued', async () => {
    const { press, world, state } = await play({
      issue: async () => {
        throw new SentinelError('failed', 'AWS refused: AccessDenied.', ['ask the owner']);
      },
    });
    await press('enter');
    expect(world.shells).toHaveLength(0);
    expect(world.holds).toEqual(['hold', 'release']);
    expect(state().message).toEqual({
      tone: 'bad',
      text: 'AWS refused: AccessDenied.',
      next: ['ask the owner'],
    });
  });

  it('gives the keyboard back when the shell cannot be started', async () => {
    const { press, world, state } = await play({
      shell: async () => {
        throw new SentinelError('failed', 'Your shell cannot be started (ENOENT).');
      },
    });
    await press('enter');
    expect(world.holds.at(-1)).toBe('release');
    expect(state().message?.text).toBe('Your shell cannot be started (ENOENT).');
    expect(state().busy).toBeNull();
  });

  it.each([
    ['prod', /needs an approval \(rule prod-needs-approval\): Production needs/],
    ['prod-db', /through server mode only .* no server mode yet/],
    ['prod-org', /prod-org is denied \(rule organisation-closed\)/],
    ['day-deploy', /is denied \(no rule matches\).* Opens 10:00 Europe\/Berlin\./],
    ['analytics', /signs in through SSO/],
    ['own-keys', /cannot be stamped: it leads to no role/],
  ])('says why %s does not open, and holds nothing', async (name, why) => {
    const { press, type, state, world } = await play();
    await press('/');
    await type(name);
    await press('enter', 'enter');
    expect(selectedRow(state())?.name).toBe(name);
    expect(state().message?.text).toMatch(why);
    expect(world.holds).toEqual([]);
    expect(world.issued).toEqual([]);
  });

  it('opens an unstamped profile where its rule allows that', async () => {
    const rows = profiles().map((row) =>
      row.name === 'own-keys' && row.verdict
        ? { ...row, verdict: { ...row.verdict, unstamped: true } }
        : row,
    );
    const { press, world } = await play({ updates: [{ type: 'rows', rows }] });
    await press('G', 'enter');
    expect(world.issued).toEqual([{ profile: 'own-keys', eventId: null }]);
  });

  it('issues under the open emergency where there is one', async () => {
    const { press, world } = await play({ events: [event()] });
    await press('j', 'j', 'enter');
    expect(world.issued).toEqual([{ profile: 'prod', eventId: 'e'.repeat(16) }]);
  });

  it('issues nothing for a verdict it does not know', async () => {
    const odd = profile('odd');
    const verdict = { ...odd.verdict, effect: 'maybe' } as unknown as typeof odd.verdict;
    const { press, world, state } = await play({
      updates: [{ type: 'rows', rows: [{ ...odd, verdict }] }],
    });
    await press('enter');
    expect(world.issued).toEqual([]);
    expect(state().message).not.toBeNull();
  });
});

describe('going about', () => {
  it('goes back the way it came, and quits from the top', async () => {
    const { state, press, world } = await play();
    await press('s', 'l', '?', 'esc');
    expect(state().view).toBe('log');
    await press('q', 'q');
    expect(state().view).toBe('list');
    expect(world.quits).toBe(0);
    await press('esc');
    expect(state().message?.text).toBe('This is the top: q quits.');
    await press('q');
    expect(world.quits).toBe(1);
  });

  it('does not walk in circles', async () => {
    const { state, press } = await play();
    await press('s', 'l', 's', 'l', 'esc');
    expect(state().view).toBe('sessions');
    await press('esc');
    expect(state().view).toBe('list');
  });

  it.each(['list', 's', 'l', 'w', '?'])(
    'leaves from %s on Ctrl+C and stops on Ctrl+Z',
    async (key) => {
      const { press, world } = await play();
      if (key !== 'list') await press(key);
      await press('ctrl+z', 'ctrl+c');
      expect(world.suspends).toBe(1);
      expect(world.quits).toBe(1);
    },
  );

  it('takes no other key while something is asked of AWS', async () => {
    const waiting = Promise.withResolvers<never>();
    const { press, world, state } = await play({ issue: () => waiting.promise });
    await press('enter', 'enter', 's', 'ctrl+c');
    expect(world.issued).toHaveLength(1);
    expect(state().view).toBe('list');
    expect(world.quits).toBe(1);
  });

  it('filters the log in its own order', async () => {
    const log = [
      logLine(5),
      logLine(4, { profile: 'prod', event: 'breakglass.invoked' }),
      logLine(3, { profile: 'xprod' }),
      logLine(2),
    ];
    const { state, press, type } = await play({ log });
    await press('l', '/');
    await type('prod');
    expect(state().log.shown).toEqual([1, 2]);
    await press('esc', 'esc');
    expect(state().view).toBe('list');
  });

  it.each([
    ['list', [], 'sentinel exec --profile dev'],
    ['sessions', ['s'], 'sentinel=alice=direct=a1b2c3d4'],
    ['whoami', ['w'], FACTS.arn],
  ])('copies what is selected in %s', async (_view, keys, text) => {
    const { press, world } = await play({ sessions: [session('1')] });
    await press(...keys, 'c');
    expect(world.copied).toEqual([text]);
  });

  it('quotes a hostile profile name in the command that it copies', async () => {
    const { press, world } = await play({
      updates: [{ type: 'rows', rows: [profile("x'; rm -rf ~; '")] }],
    });
    await press('c');
    expect(world.copied).toEqual([`sentinel exec --profile 'x'\\''; rm -rf ~; '\\'''`]);
  });
});
