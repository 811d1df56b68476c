/** Hundreds of profiles at once, their verdicts a group at a time. */
import { describe, expect, it } from 'vitest';
import { selectedRow } from '../../src/console/outcome.ts';
import type { PreviewUpdate, ProfileRow } from '../../src/console/ports.ts';
import { messageLines } from '../../src/console/view/foot.ts';
import { listLines } from '../../src/console/view/list.ts';
import { play, settled, UI } from './helpers/play.ts';
import { FACTS, profile, signedOut } from './helpers/world.ts';

const NAMES = Array.from({ length: 500 }, (_, at) => `team-${String(at).padStart(3, '0')}`);
const EMPTY = NAMES.map((name) => profile(name, { verdict: null }));

/** A console whose gate says what a test tells it to, when it does. */
async function slow() {
  const ended = Promise.withResolvers<void>();
  let tell: (update: PreviewUpdate) => void = () => {};
  const rows = new Map<string, ProfileRow>(EMPTY.map((row) => [row.name, row]));
  const console = await play({ updates: [] });
  console.world.preview = (told) => {
    tell = told;
    tell({ type: 'rows', rows: EMPTY });
    return ended.promise;
  };
  await console.press('R');
  return {
    ...console,
    /** Some verdicts come in, as the adapter tells them: always the whole list. */
    async come(...news: ProfileRow[]) {
      for (const row of news) rows.set(row.name, row);
      tell({ type: 'rows', rows: [...rows.values()] });
      const done = [...rows.values()].filter((row) => row.verdict || row.problem).length;
      tell({ type: 'progress', progress: { done, of: rows.size } });
      await settled();
    },
    async end() {
      tell({ type: 'facts', facts: FACTS });
      ended.resolve();
      await settled();
    },
  };
}

const footOf = (state: Parameters<typeof messageLines>[0]) => messageLines(state, UI).join('\n');

describe('verdicts that come in', () => {
  it('are counted where loading is shown, until all are there', async () => {
    const { come, end, state } = await slow();
    await come(...NAMES.slice(0, 120).map((name) => profile(name)));
    expect(footOf(state())).toBe(' verdicts 120/500…');
    await come(...NAMES.slice(120).map((name) => profile(name)));
    expect(footOf(state())).not.toContain('verdicts');
    await end();
    expect(footOf(state())).toBe('');
  });

  it('are no longer counted when no more come', async () => {
    const { come, end, state } = await slow();
    await come(profile('team-000'));
    expect(footOf(state())).toContain('verdicts 1/500');
    await end();
    expect(footOf(state())).toBe('');
  });

  it('leave cursor, filter and scroll where they are', async () => {
    const { come, press, type, state } = await slow();
    await press('/');
    await type('team-3');
    await press('enter', 'j', 'j', 'j');
    const before = { name: selectedRow(state())?.name, shown: state().list.shown.length };
    const place = () => listLines(state(), UI).findIndex((line) => line.includes('❯'));
    const line = place();
    await press('tab');
    for (let group = 0; group < 5; group++) {
      await come(...NAMES.slice(group * 100, group * 100 + 100).map((name) => profile(name)));
      expect(selectedRow(state())?.name).toBe(before.name);
      expect(state().list.shown).toHaveLength(before.shown);
      expect(state().list.filter.text).toBe('team-3');
      expect(state().about.focused).toBe(true);
      expect(place()).toBe(line);
    }
  });

  it('of one base that fails block no other', async () => {
    const { come, end, state } = await slow();
    await come(signedOut('team-000'), profile('team-001', { verdict: null, problem: failed() }));
    await come(...NAMES.slice(2).map((name) => profile(name)));
    await end();
    const { rows } = state().list;
    expect(rows.filter(({ verdict }) => verdict).length).toBe(498);
    expect(rows.slice(0, 2).map(({ problem }) => problem?.kind)).toEqual(['signin', 'error']);
  });

  it('forget the reasoning of profiles whose verdict is new, and of no other', async () => {
    const { come, io, state } = await slow();
    await come(profile('team-000'), profile('team-001'));
    for (const name of ['team-000', 'team-001']) {
      io.store.dispatch({ type: 'explained', profile: name, result: [] });
    }
    await come(profile('team-001'), profile('team-002'));
    expect(Object.keys(state().about.explained)).toEqual(['team-000']);
  });

  it('give way to what has to be said', async () => {
    const { come, press, state } = await slow();
    await come(profile('team-001'));
    await press('r');
    expect(footOf(state())).toContain('not in this version');
    await press('down');
    expect(footOf(state())).toContain('verdicts 1/500');
  });
});

function failed() {
  return { kind: 'error', text: 'AWS STS does not answer.', next: [] } as const;
}
