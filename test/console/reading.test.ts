/** What is said of the last reading: that it goes on, how old it is, that it failed, that there is none. */
import { describe, expect, it } from 'vitest';
import { headerLines } from '../../src/console/view/header.ts';
import { firstRunLines, whoAmILines } from '../../src/console/view/reading.ts';
import { play, UI } from './helpers/play.ts';
import { FACTS, MINUTE, profile } from './helpers/world.ts';

const BROKEN = profile('dev', {
  verdict: null,
  problem: { kind: 'error', text: 'AWS is not reachable.', next: ['check the network'] },
});

type Played = Awaited<ReturnType<typeof play>>;

function header({ state }: Played): string {
  return headerLines(state(), UI).join('\n');
}

function later({ world, io }: Played, minutes: number): void {
  world.now += minutes * MINUTE;
  io.store.dispatch({ type: 'tick', now: world.now });
}

describe('the header after a refresh', () => {
  it('tells the age of the last good reading, and since when none came', async () => {
    const console = await play();
    expect(header(console)).toContain('read just now');
    later(console, 6);
    expect(header(console)).toMatch(/read 6 min ago(?!,)/);
    console.world.updates = [{ type: 'rows', rows: [BROKEN] }];
    await console.press('R');
    later(console, 1);
    await console.press('R');
    expect(header(console)).toContain('read 7 min ago, not refreshed: failing since 02:06');
    console.world.updates = [
      { type: 'facts', facts: FACTS },
      { type: 'rows', rows: [profile('dev')] },
    ];
    await console.press('R');
    expect(header(console)).toContain('read just now');
    expect(header(console)).not.toContain('failing');
  });

  it('counts an exception as a failure too', async () => {
    const console = await play();
    later(console, 3);
    console.world.preview = async () => {
      throw new Error('broken');
    };
    await console.press('R');
    expect(header(console)).toContain('read 3 min ago, not refreshed: failing since 02:03');
  });

  it('counts by one clock where the machine and AWS disagree', async () => {
    const skew = -14 * 60 * MINUTE;
    const console = await play({
      updates: [
        { type: 'facts', facts: { ...FACTS, skew } },
        { type: 'rows', rows: [profile('dev')] },
      ],
    });
    console.world.now += 6 * MINUTE;
    console.io.store.dispatch({ type: 'tick', now: console.world.now + skew });
    expect(header(console)).toContain('read 6 min ago');
  });
});

describe('where nothing was ever read', () => {
  it('is not known, with the failure', async () => {
    const console = await play({ updates: [{ type: 'rows', rows: [BROKEN] }] });
    expect(header(console)).toContain('who you are is not known: see the rows');
    expect(header(console)).toContain('policy not read');
    await console.press('w');
    const text = whoAmILines(console.state(), UI).join('\n');
    expect(text).toContain('Who you are is not known.');
    expect(text).toContain('AWS is not reachable.');
    expect(text).toContain('check the network');
    expect(text).not.toContain('Asking');
  });

  it('is being asked while a refresh runs', async () => {
    const console = await play({ updates: [{ type: 'rows', rows: [BROKEN] }] });
    console.world.preview = () => new Promise(() => {});
    await console.press('R');
    expect(header(console)).toContain('asking who you are');
    expect(whoAmILines(console.state(), UI).join('\n')).toContain('Asking AWS who you are');
  });

  it('is neither on a first run', async () => {
    const console = await play({ updates: [{ type: 'unconfigured' }] });
    expect(firstRunLines(console.state(), UI).join('\n')).toContain('Welcome');
    expect(header(console)).not.toMatch(/asking who|not known|policy/);
  });
});

describe('help', () => {
  it('opens at its top, wherever it was left', async () => {
    const { state, press } = await play({}, { columns: 80, rows: 16 });
    await press('?', 'j', 'j');
    expect(state().help.scroll).toBe(2);
    await press('esc', '?');
    expect(state().help.scroll).toBe(0);
  });
});
