import { expect, it } from 'vitest';
import { selectedRow } from '../../../src/console/outcome.ts';
import { painter } from '../../../src/console/text/paint.ts';
import { symbolsFor } from '../../../src/console/text/symbols.ts';
import { allDetails } from '../../../src/console/view/details.ts';
import type { Pane } from '../../../src/console/view/pane.ts';
import { weekPane } from '../../../src/console/view/week.ts';
import { play, UI } from '../helpers/play.ts';
import { EXPLAINED, HOUR, NIGHT, WEEK } from '../helpers/world.ts';

const pane: Pane = { ui: UI, columns: 40 };

const MAP = [
  ' WEEK, hours of UTC',
  '      0 v    6      12     18',
  '  Mon ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗',
  '  Tue ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗',
  ' ❯Wed ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗',
  '  Thu ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗',
  '  Fri ✗✗✗✗✗✗ ✗✗✗✓✓✓ ✓✓✓✓✓✗ ✗✗✗✗✗✗',
  '  Sat ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗',
  '  Sun ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗ ✗✗✗✗✗✗',
  '      ✓ allow  ✗ deny',
];

it('is a map of signs, without colour too', () => {
  expect(weekPane(pane, WEEK, NIGHT)).toEqual(MAP);
  const ascii = { ui: { ...UI, symbols: symbolsFor(false) }, columns: 40 };
  const lines = weekPane(ascii, WEEK, NIGHT);
  expect(lines.join('\n')).toMatch(/^[\x20-\x7e\n]+$/);
  expect(lines[6]).toBe('  Fri xxxxxx xxx+++ +++++x xxxxxx');
});

it('marks the hour that it is by now', () => {
  const lines = weekPane(pane, WEEK, NIGHT + 49 * HOUR);
  expect(lines[1]).toBe('      0  v   6      12     18');
  expect(lines[6]).toMatch(/❯Fri/);
  const coloured = { ui: { ...UI, paint: painter('colour') }, columns: 40 };
  expect(weekPane(coloured, WEEK, NIGHT + 49 * HOUR)[6]).toMatch(/\x1b\[7m[^✗✓]*✗\x1b/);
});

it('is left out where the pane is too narrow', () => {
  expect(weekPane({ ui: UI, columns: 34 }, WEEK, NIGHT)).toHaveLength(10);
  expect(weekPane({ ui: UI, columns: 33 }, WEEK, NIGHT)).toEqual([]);
});

it('stands before the rules where both have room, and behind them elsewhere', async () => {
  const order = async (rows: number) => {
    const { io, state } = await play({}, { columns: 120, rows });
    const profile = selectedRow(state())?.name ?? '';
    io.store.dispatch({ type: 'explained', profile, result: EXPLAINED });
    io.store.dispatch({ type: 'week', profile, week: WEEK });
    const lines = allDetails(state(), UI).map((line) => line.trim());
    const [map, rules] = [
      lines.findIndex((line) => line.startsWith('WEEK')),
      lines.findIndex((line) => line.startsWith('RULES')),
    ];
    expect(Math.min(map, rules)).toBeGreaterThan(0);
    return map < rules;
  };
  expect(await order(60)).toBe(true);
  expect(await order(24)).toBe(false);
});
