/** Every view at every size: it fits, it says what it must, and nothing foreign acts on the terminal. */
import { afterEach, describe, expect, it } from 'vitest';
import { width } from '../../src/console/text/width.ts';
import { openTestConsole, type TestConsole, type TestOptions } from '../console/helpers/console.ts';
import {
  createWorld,
  event,
  FACTS,
  HOUR,
  logLine,
  MINUTE,
  NIGHT,
  OFFER,
  profile,
  profiles,
  RULE,
  session,
  verdict,
  type World,
} from '../console/helpers/world.ts';

let screen: TestConsole;

async function open(options: TestOptions = {}, until?: string | RegExp): Promise<TestConsole> {
  screen = await openTestConsole(options, until);
  return screen;
}

afterEach(() => screen.leave());

/** Something in every view. */
function busyWorld(changes: Partial<World> = {}): World {
  return createWorld({
    sessions: [
      session('1'),
      session('2', {
        profile: 'prod',
        grant: `breakglass:${'e'.repeat(16)}`,
        credentialsExpireAt: NIGHT + 20 * MINUTE,
        windowEndsAt: NIGHT + 2 * HOUR,
      }),
      session('3', { status: 'ended', credentialsExpireAt: NIGHT + 30_000 }),
      session('4', { credentialsExpireAt: NIGHT - HOUR }),
    ],
    events: [event()],
    log: Array.from({ length: 60 }, (_, seq) => logLine(60 - seq)),
    offers: { prod: OFFER },
    ...changes,
  });
}

const SIZES: [columns: number, rows: number][] = [
  [200, 60],
  [120, 40],
  [100, 30],
  [99, 24],
  [80, 24],
  [60, 20],
  [59, 16],
  [40, 10],
  [39, 9],
  [10, 3],
];

/** Keys from the profile list to each view. */
const WAYS: [view: string, keys: string[]][] = [
  ['list', []],
  ['the end of the list', ['G']],
  ['a filter', ['/', 'p', 'r']],
  ['details', ['tab', 'down']],
  ['sessions', ['s']],
  ['log', ['l']],
  ['a filtered log', ['l', '/', 'd']],
  ['who am I', ['w']],
  ['help', ['?']],
];

describe.each(SIZES)('at %ix%i', (columns, rows) => {
  it.each(WAYS)('%s fits', async (_view, keys) => {
    await open({ columns, rows, world: busyWorld() });
    await screen.press(...keys);
    expectToFit(columns, rows);
  });

  it('the break-glass form and its confirm page fit', async () => {
    await open({ columns, rows, world: busyWorld({ events: [] }) });
    await screen.press('j', 'j', 'b');
    expectToFit(columns, rows);
    await screen.press('enter');
    await screen.type('The primary database is down and customers see errors. '.repeat(4));
    expectToFit(columns, rows);
    await screen.press('enter');
    await screen.type('INC-4711');
    await screen.press('enter');
    expectToFit(columns, rows);
    await screen.press('enter');
    await screen.type('prod');
    expectToFit(columns, rows);
  });
});

/** The first line is still on screen, and no line reaches over the edge. */
function expectToFit(columns: number, rows: number): void {
  const lines = screen.screen().split('\n');
  expect(lines.length).toBeLessThanOrEqual(rows);
  for (const line of lines) {
    expect(width(line.trimEnd()), line).toBeLessThanOrEqual(columns);
  }
  if (columns >= 40 && rows >= 10) {
    expect(lines[0]).toMatch(/^ SENTINEL/);
    expect(lines.at(-1)?.trim()).not.toBe('');
  } else expect(lines[0]).toContain('Sentinel'.slice(0, columns - 1));
}

describe('resizing', () => {
  it('goes from large to too small and back without losing anything', async () => {
    await open({ columns: 120, rows: 40, world: busyWorld() });
    await screen.press('j', 'j');
    for (const [columns, rows] of SIZES) {
      screen.resize(columns, rows);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await screen.press('down', 'up');
      expectToFit(columns, rows);
    }
    screen.resize(80, 24);
    await screen.waitFor(/❯ ! emergency +prod/);
  });
});

describe('the profile list', () => {
  it('shows symbol, word, account, role, and until or from when', async () => {
    await open({ world: createWorld(), columns: 100, rows: 30 });
    const text = screen.screen();
    expect(text).toMatch(/❯ ✓ allow +dev /);
    expect(text).toMatch(/◔ approval +prod +333344445555/);
    expect(text).toMatch(/⇄ server +prod-db/);
    expect(text).toMatch(/✗ deny +prod-org/);
    expect(text).toMatch(/✗ deny +day-deploy .*from 10:00/);
    expect(text).toMatch(/✓ allow +night-deploy .*until 07:00/);
    expect(text).toMatch(/\? sign in +analytics/);
    expect(text).toMatch(/! unstamped +own-keys/);
  });

  it('adds role, rule and reason where there is room', async () => {
    await open({ columns: 240, rows: 40 });
    expect(screen.screen()).toMatch(
      /prod +333344445555 +ProdAdmin .*prod-needs-approval +Production needs a second pair of eyes/,
    );
  });

  it('has details at the right, below, and none', async () => {
    await open({ columns: 100, rows: 30 });
    await screen.press('j', 'j');
    expect(screen.screen()).toMatch(/PROFILE.*│ prod/);
    screen.resize(80, 24);
    await screen.waitFor(/\n prod\n/);
    screen.resize(59, 20);
    await screen.waitUntilGone('Same as');
  });

  it('shows the whole reasoning, and what Enter and b would do, before anything is pressed', async () => {
    // With room for the week's map, which comes beside the rules.
    await open({ columns: 140, rows: 64 });
    await screen.press('j', 'j');
    const text = await screen.waitFor('everything-else');
    expect(text).toContain('no: profile prod is none of dev, dev-*');
    expect(text).toMatch(/3 ❯ prod-needs-approval require_approval/);
    expect(text).toContain('matched profiles, users');
    expect(text).toMatch(/everything-else not reached/);
    expect(text).toContain('Breaks the glass: rule');
    expect(text).toMatch(/sentinel --sandbox --as alice exec/);
    expect(screen.world.issued).toEqual([]);
  });

  it('says how long sessions of a profile live', async () => {
    await open({ columns: 120, rows: 30, world: createWorld({ sessions: [session('1')] }) });
    await screen.waitFor(/✓ allow +dev .* 50m/);
  });

  it('draws only the rows in sight of five thousand', async () => {
    const rows = Array.from({ length: 5000 }, (_, at) => profile(`profile-${at}`));
    const world = createWorld({ updates: [{ type: 'rows', rows }] });
    await open({ columns: 80, rows: 24, world });
    await screen.press('G');
    expect(screen.screen()).toMatch(/❯ ✓ allow +profile-4999/);
    expect(screen.screen()).toContain('5000 profiles');
  });

  it('tells how many of all match', async () => {
    await open();
    await screen.press('/');
    await screen.type('prod');
    expect(screen.screen()).toContain('/ prod   3/9');
  });
});

describe('looks', () => {
  it('marks the sandbox, and only the sandbox', async () => {
    await open();
    expect(screen.screen()).toContain('SANDBOX');
    await screen.leave();
    await open({ sandbox: false });
    expect(screen.screen()).not.toContain('SANDBOX');
  });

  it('shows an endpoint override outside the sandbox', async () => {
    const facts = { ...FACTS, endpoint: 'https://sts.internal.example' };
    await open({
      sandbox: false,
      world: createWorld({
        updates: [
          { type: 'facts', facts },
          { type: 'rows', rows: profiles() },
        ],
      }),
    });
    expect(screen.screen()).toContain('ENDPOINT OVERRIDE');
  });

  it('uses no colour where none is wanted, and says the same', async () => {
    await open({ depth: 'mono' });
    await screen.press('j');
    // 30-37, 39, 40-47, 90-97: the colours. Bold, dim and inverse are none.
    expect(screen.output()).not.toMatch(/\u001b\[(3[0-79]|4[0-7]|9[0-7])m/);
    expect(screen.screen()).toMatch(/✗ deny +prod-org/);
  });

  it('uses none of the 256 colours, and no true colour', async () => {
    await open();
    expect(screen.output()).not.toMatch(/\u001b\[[34]8[;:]/);
  });

  it('uses ASCII alone where the terminal is not UTF-8', async () => {
    await open({ utf8: false, world: busyWorld() });
    for (const keys of [['j'], ['s'], ['l'], ['?'], ['esc'], ['esc', 'esc'], ['j', 'b']]) {
      await screen.press(...keys.map((key) => (key === 'esc' ? 'escape' : key)));
      expect(screen.screen()).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });

  it('has a banner when the clocks disagree, and counts by AWS', async () => {
    const skew = -14 * HOUR;
    const world = busyWorld({
      now: NIGHT + 14 * HOUR,
      updates: [
        { type: 'facts', facts: { ...FACTS, skew } },
        { type: 'rows', rows: profiles() },
      ],
    });
    await open({ world, columns: 100, rows: 30 });
    expect(screen.screen()).toContain("This machine's clock is 14 h ahead of AWS.");
    await screen.press('s');
    await screen.waitFor(/50:00|49:5\d/);
    expectToFit(100, 30);
  });
});

describe('loading and failing', () => {
  it('draws a frame at once, before anything is known', async () => {
    const world = createWorld({ preview: () => new Promise(() => {}) });
    await open({ world }, 'Reading your profiles');
    expect(screen.screen()).toContain('asking who you are');
    expect(screen.screen()).toContain('? all keys');
  });

  it('shows rows while their verdicts are still asked for', async () => {
    const rows = profiles().map((row) => ({ ...row, verdict: null, problem: null }));
    await open({ world: createWorld({ updates: [{ type: 'rows', rows }] }) });
    expect(screen.screen()).toMatch(/· checking +dev/);
    await screen.press('enter');
    expect(screen.screen()).toContain('Still asking what policy says to dev.');
  });

  it('says what failed and what to do next', async () => {
    const { SentinelError } = await import('../../src/errors.ts');
    const world = createWorld({
      preview: async () => {
        throw new SentinelError('failed', 'The config file cannot be read.', [
          'sentinel config validate',
        ]);
      },
    });
    await open({ world }, 'The config file cannot be read.');
    expect(screen.screen()).toContain('❯ sentinel config validate');
  });

  it('is no error page on a machine without any configuration', async () => {
    await open(
      { world: createWorld({ updates: [{ type: 'unconfigured' }] }) },
      'Welcome to Sentinel.',
    );
    expect(screen.screen()).toContain('sentinel --sandbox');
    expect(screen.screen()).not.toMatch(/error/i);
    await screen.press('q');
    expect(screen.world.quits).toBe(1);
  });
});

describe('sessions', () => {
  it('show time left, a bar, and both clocks where they differ', async () => {
    await open({ world: busyWorld(), columns: 110, rows: 30 });
    await screen.press('s', 'j');
    const text = screen.screen();
    expect(text).toMatch(/✓ live +dev +\d\d:\d\d +█+░* +direct/);
    expect(text).toMatch(/✓ live +prod +(20:00|19:5\d) .*break-glass/);
    expect(text).toMatch(/✓ no shell +dev +0:[23]\d/);
    expect(text).toMatch(/· over +dev/);
    expect(text).toMatch(/Credentials +(20:00|19:5\d) left/);
    expect(text).toMatch(/Window +(2:00:00|1:59:5\d) left/);
    await screen.press('x');
    expect(screen.screen()).toContain('Revoking is not in this version yet');
  });

  it('count down by the second, and only then draw', async () => {
    const world = busyWorld();
    await open({ world, columns: 110, rows: 30 });
    await screen.press('s');
    await screen.waitFor('50:00');
    world.now += 3000;
    await screen.waitFor('49:57');
  });
});

describe('the clock', () => {
  it('draws nothing while nothing on screen changes', async () => {
    const world = busyWorld();
    await open({ world });
    await screen.waitFor('everything-else');
    await screen.press('w');
    const drawn = screen.output().length;
    for (let second = 0; second < 2; second++) {
      world.now += 1000;
      await new Promise((resolve) => setTimeout(resolve, 1050));
    }
    expect(screen.output().length).toBe(drawn);
  });

  it('asks again when a window opens or closes', async () => {
    const world = createWorld({ now: NIGHT + 4 * HOUR - 1500 });
    await open({ world });
    expect(world.previews).toBe(1);
    world.now += 2000;
    await expect.poll(() => world.previews, { timeout: 4000 }).toBe(2);
  });
});

const HOSTILE =
  '\u001b[2J\u001b]52;c;aGk=\u0007\u001b]8;;https://evil.example\u0007x\u001b]8;;\u0007\u202e\u200b\u0085\u2028';

describe('hostile text', () => {
  it.each([
    ['escapes and bidi', HOSTILE],
    ['ten thousand characters', 'A'.repeat(10_000)],
    ['ten thousand escapes', '\u001b'.repeat(10_000)],
    ['ten thousand emoji', '👩‍🚀'.repeat(10_000)],
  ])('%s: changes nothing but its own visible escape', async (_what, text) => {
    const rows = [
      profile(text, {
        roleArn: `arn:aws:iam::111122223333:role/${text}`,
        account: text,
        region: text,
        verdict: verdict({
          effect: 'require_approval',
          needs: 'approval',
          rule: text,
          reason: text,
        }),
      }),
      profile('broken', { verdict: null, problem: { kind: 'error', text, next: [text] } }),
    ];
    const world = busyWorld({
      updates: [
        {
          type: 'facts',
          facts: { ...FACTS, name: text, policyRef: text, region: text, source: text, arn: text },
        },
        { type: 'rows', rows },
      ],
      sessions: [
        session('1', { profile: text, sourceIdentity: text, user: text, host: text, grant: text }),
      ],
      events: [],
      log: [
        logLine(1, { profile: text, reason: text, user: text, rule: text, justification: text }),
      ],
      explained: [{ rule: text, effect: text, matched: false, conditions: [text] }],
      offers: {
        [text]: {
          allowed: true,
          rule: { ...RULE, name: text, ticket: text },
          ruleIndex: 0,
          until: null,
        },
      },
      drafts: new Map([
        [text, { reasonCode: 'incident', justification: text, ticket: text, duration: text }],
      ]),
    });
    await open({ world, columns: 100, rows: 30 });
    const steps = [
      ['enter'],
      ['c'],
      ['s'],
      ['l'],
      ['w'],
      ['?'],
      ['escape', 'escape', 'escape', 'escape'],
      ['b'],
      ['enter'],
      ['enter'],
      ['enter'],
      ['enter'],
    ];
    for (const keys of steps) {
      await screen.press(...keys);
      expectToFit(100, 30);
    }
    await screen.press('escape', 'escape', 'j', 'enter');
    expectToFit(100, 30);
    expectHarmless(screen.output());
  });
});

/** Only what Ink and our paint write: cursor moves, erasing, 16 colours, modes of our own. */
function expectHarmless(output: string): void {
  const ours = /\u001b\[(\d*(;\d+)?[A-HJKm]|\?(25|1049|2004|2026)[hl])/g;
  // A frame's lines end in line feeds; everything else that acts must be one of ours.
  const rest = output.replace(ours, '').replaceAll('\n', '');
  expect(
    rest.match(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g),
  ).toBeNull();
  // A screen is cleared below the frame, never as a whole.
  expect(output).not.toContain('\u001b[2J');
}
