/** The arrows between the break-glass form's fields, the justification among them. */
import { expect, it } from 'vitest';
import { type Play, play } from './helpers/play.ts';

async function inJustification(size = { columns: 120, rows: 40 }): Promise<Play> {
  const console = await play({}, size);
  await console.press('j', 'j', 'b', 'tab');
  expect(console.state().form?.field).toBe('justification');
  return console;
}

it('leaves the justification by Down on its last row, and comes back by Up', async () => {
  const { press, type, state } = await inJustification();
  await type('the primary is down');
  await press('down');
  expect(state().form?.field).toBe('ticket');
  expect(state().form?.justification.text).toBe('the primary is down');
  await press('up');
  expect(state().form?.field).toBe('justification');
});

it('leaves it by Up on its first row', async () => {
  const { press, type, state } = await inJustification();
  await type('down');
  await press('up');
  expect(state().form?.field).toBe('reasonCode');
});

it('leaves it both ways while it is empty', async () => {
  const { press, state } = await inJustification();
  await press('down');
  expect(state().form?.field).toBe('ticket');
  await press('up', 'up');
  expect(state().form?.field).toBe('reasonCode');
});

it('walks through all rows of a wrapped text first', async () => {
  const { press, type, state } = await inJustification({ columns: 40, rows: 24 });
  await type('one two three four five six seven eight nine ten');
  await press('up');
  expect(state().form?.field).toBe('justification');
  await press('down');
  expect(state().form?.field).toBe('justification');
  await press('down');
  expect(state().form?.field).toBe('ticket');
});
