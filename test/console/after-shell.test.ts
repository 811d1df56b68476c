/** What is said above, behind and after a shell. */
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { bannerText } from '../../src/console/banner.ts';
import { initialState } from '../../src/console/reducer.ts';
import { afterShell } from '../../src/console/shell.ts';
import { liveSentences } from '../../src/console/still-live.ts';
import { confirmWord } from '../../src/console/twin.ts';
import { shellWord } from '../../src/gate/quote.ts';
import { event, FACTS, HOUR, MINUTE, NIGHT, session } from './helpers/world.ts';

const BOB = 'arn:aws:iam::111122223333:user/bob';

const issued = {
  sessionId: 's',
  profile: 'prod',
  stamp: 'sentinel=alice=direct=a1b2c3d4',
  expiresAt: NIGHT + HOUR,
  windowEndsAt: null,
  notices: [],
};

it('the banner names profile, stamp and end, and lets nothing foreign act', () => {
  const bad = { ...issued, profile: '\u001b[2Jprod', stamp: null, notices: ['\u0007odd'] };
  const banner = stripVTControlCharacters(bannerText(issued, NIGHT, { colour: true, utf8: false }));
  expect(banner).toMatch(
    /profile prod\n.*stamp {3}sentinel=alice=direct=a1b2c3d4\n.*ends at 03:00, 1 h left/,
  );
  const text = bannerText(bad, NIGHT, { colour: false, utf8: true });
  expect(text).toContain('\\x1b[2Jprod');
  expect(text).toContain('UNSTAMPED');
  expect(text).toContain('\\x07odd');
});

it.each([
  [{ exitCode: 0, signal: null, milliseconds: 61_000 }, 'shell ended after 1 min, exit code 0.'],
  [
    { exitCode: 137, signal: 'SIGKILL', milliseconds: 5000 },
    'shell ended after 5 s, exit code 137 (as after SIGKILL).',
  ],
  // Left with `exit` after a Ctrl+C: nothing ended it.
  [
    { exitCode: 130, signal: 'SIGINT', milliseconds: 5000 },
    'shell ended after 5 s, exit code 130. ',
  ],
  [{ exitCode: null, signal: null, milliseconds: 5000 }, 'exit code unknown.'],
])('after the shell one line says how it ended', (end, text) => {
  expect(afterShell(issued, end, NIGHT + MINUTE).text).toContain(text);
  expect(afterShell(issued, end, NIGHT + MINUTE).text).toContain(
    'Still live until 03:00 (59 min).',
  );
  expect(afterShell(issued, end, NIGHT + 2 * HOUR)).toMatchObject({ tone: 'ok' });
});

it('the window counts where it ends before the credentials', () => {
  const end = { exitCode: 0, signal: null, milliseconds: 1000 };
  const windowed = { ...issued, windowEndsAt: NIGHT + 10 * MINUTE };
  expect(afterShell(windowed, end, NIGHT).text).toContain('(10 min)');
});

it('on the way out it tells what AWS still takes, and nothing when nothing is', () => {
  const state = { ...initialState({ columns: 80, rows: 24 }, NIGHT), facts: FACTS };
  const records = {
    ...state.records,
    sessions: [
      session('1'),
      // The ledger may be shared.
      session('6', { user: 'bob', principalArn: BOB }),
      session('2', { status: 'ended' }),
      session('3', { credentialsExpireAt: NIGHT - 1 }),
      // Revoked in our ledger; AWS takes its credentials all the same.
      session('4', { status: 'revoked' }),
      session('5', { status: 'issuing' }),
    ],
    events: [
      event({ id: 'bobs', profile: 'y', invokerArn: BOB }),
      event(),
      event({ id: 'old', profile: 'x', expiresAt: NIGHT - 1 }),
    ],
  };
  const lines = liveSentences({ ...state, records }, NIGHT);
  expect(lines).toHaveLength(5);
  expect(lines[0]).toBe(
    'still live: dev until 02:50 (50 min left), sentinel=alice=direct=a1b2c3d4',
  );
  expect(lines[3]).toContain('break-glass eeeeeeeeeeeeeeee for prod until 03:00');
  expect(lines[4]).toContain('cannot revoke');
  expect(liveSentences(state, NIGHT)).toEqual([]);
  // Nobody knows whose they are.
  expect(liveSentences({ ...state, records, facts: null }, NIGHT)).toEqual([]);
});

it('on the way out it writes five sessions and counts the others', () => {
  const state = { ...initialState({ columns: 80, rows: 24 }, NIGHT), facts: FACTS };
  const sentences = (count: number) => {
    const sessions = Array.from({ length: count }, (_, at) => session(String(at)));
    return liveSentences({ ...state, records: { ...state.records, sessions } }, NIGHT);
  };
  expect(sentences(5)).toHaveLength(6);
  expect(sentences(8)).toHaveLength(7);
  expect(sentences(8)[5]).toBe('still live: and 3 more');
});

it('quotes what a shell would act on', () => {
  expect(shellWord('prod-db.eu')).toBe('prod-db.eu');
  expect(shellWord("a'b $(x)")).toBe(`'a'\\''b $(x)'`);
});

it('asks for a word that can be typed, whatever the profile is called', () => {
  expect(confirmWord('prod')).toBe('prod');
  expect(confirmWord('x'.repeat(10_000))).toHaveLength(40);
  expect(confirmWord('\u001bprod')).toBe('\\x1bprod');
});
