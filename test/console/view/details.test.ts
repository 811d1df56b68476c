import { expect, it } from 'vitest';
import type { ProfileRow } from '../../../src/console/ports.ts';
import { allDetails, detailsLines } from '../../../src/console/view/details.ts';
import { play, UI } from '../helpers/play.ts';
import { event, FACTS, MINUTE, NIGHT, profile, verdict } from '../helpers/world.ts';

/** What the details say of `row` as its "At most", with `events` open. */
async function atMost(row: ProfileRow, events = [event()]): Promise<string | undefined> {
  const { state } = await play({
    updates: [
      { type: 'facts', facts: FACTS },
      { type: 'rows', rows: [row] },
    ],
    events,
  });
  const lines = allDetails(state(), UI).map((line) => line.trim());
  const at = lines.findIndex((line) => line.startsWith('At most'));
  if (at < 0) return undefined;
  const end = lines.findIndex((line, index) => index > at && /^(Live|$)/.test(line));
  return lines.slice(at, end).join(' ').replace(/\s+/g, ' ');
}

const denied = verdict({ effect: 'deny', declaredEffect: 'deny', maxDuration: 1800 });
const open = event({ duration: 3600, expiresAt: NIGHT + 45 * MINUTE });

it('an open emergency has its own end, not the cap of the rule it overrides', async () => {
  const prod = profile('prod', { verdict: denied });
  const emergency = "At most 45 min, what is left of the emergency's 1 h";
  expect(await atMost(prod, [open])).toBe(emergency);
  const uncapped = { ...prod, verdict: { ...denied, maxDuration: null } };
  expect(await atMost(uncapped, [open])).toBe(emergency);
});

it('without one the rule caps it', async () => {
  expect(await atMost(profile('prod', { verdict: denied }), [])).toBe('At most 30 min');
  // Allowed by now: the emergency is not what Enter uses.
  const allowed = profile('prod', { verdict: verdict({ maxDuration: 1800 }) });
  expect(await atMost(allowed, [open])).toBe('At most 30 min');
  expect(await atMost(profile('prod'), [])).toBeUndefined();
});

it.each([
  [60, 20],
  [80, 24],
  [120, 16],
])('stands at its beginning again after Esc, at %ix%i', async (columns, rows) => {
  const { press, state } = await play({}, { columns, rows });
  await press('j');
  const before = detailsLines(state(), UI);
  await press('tab', 'down', 'down');
  expect(detailsLines(state(), UI)).not.toEqual(before);
  await press('esc');
  expect(state().about.focused).toBe(false);
  expect(state().list.cursor).toBe(1);
  expect(detailsLines(state(), UI)).toEqual(before);
});

it('says from which role an identity is assumed, and which device Enter will ask', async () => {
  const rows = [
    profile('reports', { assumed: true, assumedFrom: 'EngineerRole' }),
    profile('billing', { mfaSerial: 'arn:aws:iam::111122223333:mfa/alice' }),
  ];
  const { press, state } = await play({ updates: [{ type: 'rows', rows }] });
  const text = () => allDetails(state(), UI).join(' ').replace(/\s+/g, ' ');
  expect(text()).toContain(
    'Identity assumed from EngineerRole; asked for real before anything is issued',
  );
  await press('j');
  expect(text().replaceAll(' ', '')).toContain(
    'EnterAsksforacodeofarn:aws:iam::111122223333:mfa/alice,thenopensashellasbilling,allowed.',
  );
});
