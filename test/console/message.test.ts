import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../src/console/layout.ts';
import { initialState } from '../../src/console/reducer.ts';
import type { State } from '../../src/console/state.ts';
import { width } from '../../src/console/text/width.ts';
import { messageLines } from '../../src/console/view/foot.ts';
import { formHint, formLayout } from '../../src/console/view/form.ts';
import { listLines } from '../../src/console/view/list.ts';
import { play, UI } from './helpers/play.ts';
import { NIGHT, profile, session } from './helpers/world.ts';

const LONG =
  'The decision log /home/alice/.local/state/sentinel/decisions.jsonl cannot be written: permission denied. Nothing issued.';

function saying(columns: number, rows: number, text: string, next: string[] = []): State {
  const state = initialState({ columns, rows }, NIGHT);
  return { ...state, message: { tone: 'bad', text, next } };
}

describe('a message', () => {
  it('is one line where it fits, and takes nothing from the body', () => {
    const state = saying(80, 24, 'Short.', ['do this']);
    expect(messageLines(state, UI)).toEqual([' Short.  ❯ do this']);
    expect(layoutOf(state).body).toBe(layoutOf({ ...state, message: null }).body);
  });

  it.each([62, 80])('is told whole at %i columns, on lines taken from the body', (columns) => {
    const state = saying(columns, 24, LONG, ['chmod it']);
    const lines = messageLines(state, UI);
    expect(lines.join(' ').replace(/\s+/g, '')).toBe(`${LONG}❯chmod it`.replace(/\s+/g, ''));
    const { body, header, banner, message, rows } = layoutOf(state);
    expect(message).toBe(lines.length);
    expect(header + banner + body + message + 1).toBe(rows);
  });

  it('ends in an ellipsis after three lines', () => {
    const lines = messageLines(saying(60, 24, 'word '.repeat(200)), UI);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/…$/);
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(60);
  });

  it.each([['\u001b[2J\u202e'.repeat(400)], ['👩‍🚀'.repeat(5000)]])(
    'fits whatever it says: %#',
    (text) => {
      for (const [columns, rows] of [
        [40, 10],
        [60, 20],
        [120, 40],
      ] as const) {
        const state = saying(columns, rows, text, [text]);
        const lines = messageLines(state, UI);
        const { body, header, message } = layoutOf(state);
        expect(lines.length).toBeLessThanOrEqual(message);
        expect(header + body + message + 1).toBe(rows);
        expect(body).toBeGreaterThanOrEqual(6);
        expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
      }
    },
  );
});

describe('the break-glass form at 60 columns', () => {
  it('tells a long problem whole, within its body', async () => {
    const { state, press } = await play({}, { columns: 60, rows: 20 });
    await press('j', 'j', 'b');
    const form = state().form;
    if (!form) throw new Error('no form');
    const problem =
      'The justification is recorded for good and needs at least 20 characters, in words.';
    const wrong = {
      ...form,
      field: 'justification',
      problems: { justification: problem },
    } as const;
    const { head, reason, justification, hint } = formLayout(state(), wrong, 3);
    const lines = formHint(state(), wrong, UI, hint);
    expect(lines.map((line) => line.trim()).join(' ')).toBe(`! ${problem}`);
    expect(lines).toHaveLength(hint);
    expect(head + reason + justification + 2 + hint).toBeLessThanOrEqual(layoutOf(state()).body);
  });
});

describe('the heading of a list that scrolls', () => {
  it('has its last word whole beside the mark', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => profile(`a-rather-long-profile-name-${at}`));
    const { state } = await play(
      { updates: [{ type: 'rows', rows }], sessions: [session('1')] },
      { columns: 80, rows: 24 },
    );
    const heading = listLines(state(), UI)[0] ?? '';
    expect(heading).toContain('↓');
    expect(heading).toMatch(/\bLIVE\b/);
    expect(width(heading)).toBeLessThanOrEqual(80);
  });
});
