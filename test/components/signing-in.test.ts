/** The sign-in and the field for an MFA code, as they are seen. */
import { afterEach, describe, expect, it } from 'vitest';
import { width } from '../../src/console/text/width.ts';
import { SentinelError } from '../../src/errors.ts';
import type { SignInPrompt } from '../../src/sso/types.ts';
import { openTestConsole, type TestConsole, type TestOptions } from '../console/helpers/console.ts';
import {
  COMPANY,
  createWorld,
  FACTS,
  HOUR,
  MINUTE,
  NIGHT,
  profile,
  signedOut,
  type World,
} from '../console/helpers/world.ts';

let screen: TestConsole;

afterEach(() => screen.leave());

const SIZES: [columns: number, rows: number][] = [
  [200, 60],
  [100, 30],
  [80, 24],
  [60, 20],
  [40, 10],
];

const DEVICE: SignInPrompt = {
  flow: 'device',
  url: 'https://device.sso.eu-central-1.amazonaws.com/?user_code=ABCD-EFGH',
  userCode: 'ABCD-EFGH',
  expiresAt: NIGHT + 10 * MINUTE,
  opened: false,
};

const PKCE: SignInPrompt = {
  flow: 'pkce',
  url: `https://oidc.eu-central-1.amazonaws.com/authorize?response_type=code&client_id=${'x'.repeat(60)}&redirect_uri=http%3A%2F%2F127.0.0.1%3A41234%2Foauth%2Fcallback&code_challenge=${'y'.repeat(43)}`,
  userCode: null,
  expiresAt: NIGHT + 10 * MINUTE,
  opened: true,
};

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';

function world(prompt: SignInPrompt = DEVICE, changes: Partial<World> = {}): World {
  return createWorld({
    updates: [
      {
        type: 'facts',
        facts: {
          ...FACTS,
          signIn: [
            { session: 'company', until: null },
            { session: 'partners', until: NIGHT + 8 * HOUR },
          ],
        },
      },
      { type: 'rows', rows: [signedOut('analytics'), profile('dev'), profile('b', ASSUMED)] },
    ],
    signIn: (_start, tell) => {
      tell(prompt);
      return new Promise(() => {});
    },
    issue: async () => {
      throw new SentinelError('not_signed_in', 'A code, please.', [], undefined, {
        kind: 'mfa',
        serial: SERIAL,
      });
    },
    ...changes,
  });
}

const ASSUMED = { assumed: true };

async function open(options: TestOptions = {}): Promise<TestConsole> {
  screen = await openTestConsole({ sandbox: false, world: world(), ...options });
  return screen;
}

/** No line reaches over the edge, and there are no more of them than fit. */
function expectToFit(columns: number, rows: number): void {
  const lines = screen.screen().split('\n');
  expect(lines.length).toBeLessThanOrEqual(rows);
  for (const line of lines) expect(width(line.trimEnd()), line).toBeLessThanOrEqual(columns);
  expect(lines[0]).toMatch(/^ SENTINEL/);
}

describe.each(SIZES)('at %ix%i', (columns, rows) => {
  it.each([
    ['device code', DEVICE],
    ['browser', PKCE],
  ])('a sign-in by %s fits, also with a message', async (_name, prompt) => {
    await open({ columns, rows, world: world(prompt) });
    await screen.press('enter');
    await screen.waitFor('Sign in to company');
    expectToFit(columns, rows);
    await screen.press('c');
    await screen.waitFor('sent to the clipboard');
    expect(screen.world.copied).toEqual([prompt.url]);
    expectToFit(columns, rows);
    await screen.press('G', 'k');
    expectToFit(columns, rows);
  });

  it('the field for a code fits, with its problem too', async () => {
    await open({ columns, rows });
    await screen.press('j', 'enter');
    await screen.waitFor('mfa/alice');
    expectToFit(columns, rows);
    await screen.type('123');
    await screen.waitFor('123___');
    await screen.press('enter');
    await screen.waitFor('A code has 6 digits.');
    expectToFit(columns, rows);
  });
});

describe('a sign-in', () => {
  it('shows the address from the first column, so that it can be selected whole', async () => {
    await open({ columns: 60, rows: 24, world: world(PKCE) });
    await screen.press('enter');
    await screen.waitFor('Waiting for you there');
    const lines = screen.screen().split('\n');
    const from = lines.findIndex((line) => line.startsWith('https://'));
    const address = lines.slice(from, lines.indexOf('', from)).join('');
    expect(address).toBe(PKCE.url);
    expect(screen.screen()).toContain('A browser was opened');
  });

  it('shows the code to compare alone on its line, and counts down', async () => {
    await open({ columns: 80, rows: 24 });
    await screen.press('enter');
    await screen.waitFor(/^ +ABCD-EFGH *$/m);
    await screen.waitFor('10:00 left');
    expect(screen.screen()).toContain('No browser was opened here');
    screen.world.now += 61_000;
    await screen.waitFor('8:59 left');
  });

  it('says where one signs in while AWS is asked', async () => {
    const waiting: World['signIn'] = () => new Promise(() => {});
    await open({ columns: 80, rows: 24, world: world(DEVICE, { signIn: waiting }) });
    await screen.press('enter');
    await screen.waitFor('Asking AWS for the address to sign in at');
    expect(screen.screen()).toContain(COMPANY.startUrl);
    await screen.press('c');
    await screen.waitFor('There is no address to copy yet.');
  });

  it('lets nothing foreign act on the terminal', async () => {
    const evil = '\u001b]52;c;aGk=\u0007\u202e';
    const prompt = { ...DEVICE, url: `https://x/${evil}`, userCode: evil };
    const start = { ...COMPANY, session: evil, startUrl: evil };
    const rows = [signedOut('analytics', start)];
    const hostile = world(prompt, { updates: [{ type: 'rows', rows }] });
    await open({ columns: 80, rows: 24, world: hostile });
    await screen.press('enter');
    await screen.waitFor('Waiting for you there');
    expect(screen.output()).not.toContain('\u001b]52');
    expect(screen.output()).not.toContain('\u202e');
  });
});

describe('the list', () => {
  it('says in the header and in the row what needs a sign-in, and before Enter what it will do', async () => {
    await open({ columns: 120, rows: 30 });
    const text = screen.screen();
    expect(text).toMatch(/company: signed out {2}partners until 10:00 {2}3 profiles/);
    expect(text).toMatch(/❯ \? sign in +analytics/);
    expect(text).toMatch(/Enter +Signs in to company/);
    expect(text).toMatch(/Start URL +https:\/\/company\.awsapps\.com\//);
    expect(text).toMatch(/Same as +sentinel login --sso-session/);
    expect(text).toMatch(/│ You are not signed in to company\./);
    expect(text).toMatch(/Enter sign in/);
  });

  it('marks an assumed identity and says what that is, in ASCII too', async () => {
    await open({ columns: 120, rows: 30, utf8: false, depth: 'none' });
    await screen.press('j', 'j');
    await screen.waitFor(/> \+ ~allow +b /);
    expect(screen.screen()).toMatch(/\? sign in +analytics/);
    expect(screen.screen()).toMatch(/Identity +assumed from another/);
    expect(screen.screen()).not.toMatch(/[^\u0000-\u007f]/);
  });

  it('knows the sign-ins that are missing where nobody could be asked yet', async () => {
    const rows = [signedOut('analytics'), signedOut('reports')];
    await open({
      columns: 100,
      rows: 30,
      world: world(DEVICE, { updates: [{ type: 'rows', rows }] }),
    });
    await screen.waitFor('company: signed out');
    expect(screen.screen()).toContain('who you are is not known: see the rows');
  });
});
