import { describe, expect, it } from 'vitest';
import { submitField } from '../../src/console/emergency.ts';
import { selectedRow } from '../../src/console/outcome.ts';
import type { PreviewUpdate } from '../../src/console/ports.ts';
import { SentinelError } from '../../src/errors.ts';
import type { SignInPrompt, SsoStart } from '../../src/sso/types.ts';
import { play, settled } from './helpers/play.ts';
import {
  COMPANY,
  FACTS,
  HOUR,
  MINUTE,
  NIGHT,
  profile,
  RULE,
  signedOut,
  type World,
} from './helpers/world.ts';

const PROMPT: SignInPrompt = {
  flow: 'device',
  url: 'https://device.sso.eu-central-1.amazonaws.com/?user_code=ABCD-EFGH',
  userCode: 'ABCD-EFGH',
  expiresAt: NIGHT + 10 * MINUTE,
  opened: false,
};

const OTHER: SsoStart = { ...COMPANY, session: 'other', startUrl: 'https://other.example/start' };

/** Two profiles of the company's sign-in, one of another, one that needs none. */
const UPDATES: PreviewUpdate[] = [
  { type: 'facts', facts: { ...FACTS, signIn: [{ session: 'company', until: null }] } },
  {
    type: 'rows',
    rows: [
      signedOut('analytics'),
      signedOut('reports'),
      signedOut('elsewhere', OTHER),
      profile('dev'),
    ],
  },
];

/** A sign-in that a test ends as it likes. */
function signIn() {
  const { promise, resolve, reject } = Promise.withResolvers<{ until: number }>();
  const port: World['signIn'] = (_start, tell, signal) => {
    tell(PROMPT);
    signal.addEventListener('abort', () => reject(signal.reason));
    return promise;
  };
  return { port, resolve, reject };
}

describe('Enter on a profile that needs a sign-in', () => {
  it('begins it, and holds no key', async () => {
    const { port } = signIn();
    const { press, state, world } = await play({ updates: UPDATES, signIn: port });
    await press('enter');
    expect(state().view).toBe('signin');
    expect(world.signIns.map(({ start }) => start)).toEqual([COMPANY]);
    expect(state().signIn?.prompt).toEqual(PROMPT);
    expect(world.holds).toEqual([]);
    expect(world.issued).toEqual([]);
  });

  it('comes back with the verdicts of every profile of that sign-in, and says until when', async () => {
    const { port, resolve } = signIn();
    const { press, state, world } = await play({ updates: UPDATES, signIn: port });
    await press('j', 'enter');
    const asked = Promise.withResolvers<void>();
    world.preview = async (tell) => {
      tell({
        type: 'rows',
        rows: [profile('analytics', { verdict: null }), profile('reports', { verdict: null })],
      });
      await asked.promise;
      tell({ type: 'rows', rows: [profile('analytics'), profile('reports')] });
    };
    resolve({ until: NIGHT + 8 * HOUR });
    await settled();
    expect(state().view).toBe('list');
    expect(state().message?.text).toBe('Signed in to company until 10:00.');
    // While they are asked nothing says that one must sign in.
    expect(
      state()
        .list.rows.slice(0, 2)
        .map(({ problem }) => problem),
    ).toEqual([null, null]);
    expect(selectedRow(state())?.name).toBe('reports');
    asked.resolve();
    await settled();
    expect(state().list.rows.map(({ verdict }) => verdict?.effect)).toEqual(['allow', 'allow']);
    expect(selectedRow(state())?.name).toBe('reports');
  });

  it('leaves the profiles of other sign-ins as they are', async () => {
    const { press, state, world } = await play({ updates: UPDATES });
    // Nothing new is told: what stands is what the sign-in itself has changed.
    world.updates = [];
    await press('enter');
    expect(state().list.rows.map((row) => row.problem?.kind ?? null)).toEqual([
      null,
      null,
      'signin',
      null,
    ]);
  });

  it('says a failure with its next step; Enter begins again', async () => {
    const failure = new SentinelError('not_signed_in', 'The code was not approved in time.', [
      'Run: sentinel login --sso-session company',
    ]);
    const { press, state, world } = await play({
      updates: UPDATES,
      signIn: async () => {
        throw failure;
      },
    });
    await press('enter');
    expect(state().view).toBe('signin');
    expect(state().signIn?.failure).toEqual({ text: failure.message, next: failure.next });
    await press('enter');
    expect(world.signIns).toHaveLength(2);
    await press('esc');
    expect(state().view).toBe('list');
    expect(state().signIn).toBeNull();
  });

  it.each(['esc', 'q'])('ends it on %s, and hears nothing of it any more', async (key) => {
    let tell: (prompt: SignInPrompt) => void = () => {};
    const { promise, resolve } = Promise.withResolvers<{ until: number }>();
    const { press, state, world } = await play({
      updates: UPDATES,
      signIn: (_start, told) => {
        tell = told;
        return promise;
      },
    });
    await press('enter', key);
    expect(world.signIns[0]?.signal.aborted).toBe(true);
    expect(state().message?.text).toBe('The sign-in to company was ended.');
    tell(PROMPT);
    expect(state().signIn).toBeNull();
    // It succeeded all the same: then the verdicts are there for the asking.
    const before = world.previews;
    resolve({ until: NIGHT + HOUR });
    await settled();
    expect(state().view).toBe('list');
    expect(world.previews).toBe(before + 1);
  });

  it('Enter while it goes on says what is waited for', async () => {
    const { port } = signIn();
    const { press, state, world } = await play({ updates: UPDATES, signIn: port });
    await press('enter', 'enter');
    expect(world.signIns).toHaveLength(1);
    expect(state().message?.text).toContain('this screen follows by itself');
  });

  it('c copies the address whole', async () => {
    const { port } = signIn();
    const { press, world } = await play({ updates: UPDATES, signIn: port });
    await press('enter', 'c');
    expect(world.copied).toEqual([PROMPT.url]);
  });

  it('its end is by AWS’s time where the machine’s clock is off', async () => {
    const skew = 10 * MINUTE;
    const facts = { ...FACTS, skew };
    const { port, resolve } = signIn();
    const { press, state } = await play({
      updates: [{ type: 'facts', facts }, ...UPDATES.slice(1)],
      signIn: port,
    });
    await press('enter');
    expect(state().signIn?.prompt?.expiresAt).toBe(PROMPT.expiresAt + skew);
    resolve({ until: NIGHT + HOUR });
    await settled();
    expect(state().message?.text).toBe('Signed in to company until 03:10.');
  });
});

describe('before anything is pressed', () => {
  it('c on the row copies the command that signs in', async () => {
    const { press, world } = await play({ updates: UPDATES });
    await press('c');
    expect(world.copied).toEqual(['sentinel login --sso-session company']);
  });

  it('a legacy sign-in is named by the profile', async () => {
    const legacy = { ...COMPANY, session: null };
    const { press, world } = await play({
      updates: [{ type: 'rows', rows: [signedOut('old one', legacy)] }],
    });
    await press('c');
    expect(world.copied).toEqual(["sentinel login --profile 'old one'"]);
  });

  it('b says that one has to sign in first', async () => {
    const { press, state } = await play({ updates: UPDATES });
    await press('b');
    expect(state().message?.text).toContain('Enter signs in to company');
  });
});

describe('a sign-in that ends while something is asked', () => {
  const ended = new SentinelError(
    'not_signed_in',
    'Your sign-in to company has ended.',
    [],
    undefined,
    { kind: 'sso', start: COMPANY },
  );

  it('begins anew where credentials were to be issued', async () => {
    const { port } = signIn();
    const { press, state, world } = await play({
      signIn: port,
      issue: async () => {
        throw ended;
      },
    });
    await press('enter');
    expect(state().view).toBe('signin');
    expect(world.holds).toEqual(['hold', 'release']);
    expect(state().busy).toBeNull();
  });

  it('begins anew from the emergency form, which is there again afterwards', async () => {
    const { port, resolve } = signIn();
    const { io, state, world } = await play({
      signIn: port,
      openBreakglass: async () => {
        throw ended;
      },
    });
    const draft = {
      reasonCode: 'incident',
      justification: 'the primary database is down',
      ticket: 'INC-4711',
      duration: '1h',
    } as const;
    io.store.dispatch({ type: 'form-open', profile: 'prod', rule: RULE, draft });
    io.store.dispatch({ type: 'form-field', field: 'confirm' });
    io.store.dispatch({ type: 'form-text', field: 'typed', value: 'prod' });
    submitField(io);
    await settled();
    expect(state().view).toBe('signin');
    expect(world.holds).toEqual(['hold', 'release']);
    resolve({ until: NIGHT + HOUR });
    await settled();
    expect(state().view).toBe('breakglass');
    expect(state().form).toMatchObject({ field: 'confirm', ticket: 'INC-4711', sending: false });
    expect(state().form?.justification.text).toBe(draft.justification);
  });
});
