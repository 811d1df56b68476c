import { expect, it } from 'vitest';
import { skewNotice, startAwsTime } from '../../src/gate/aws-time.ts';

const MINUTE = 60_000;

it('goes by what AWS says, and by the machine only for what passed since', () => {
  let machine = 1_000_000_000_000;
  const time = startAwsTime({ now: () => machine });
  expect(time.skew).toBeNull();
  expect(() => time.now()).toThrow();
  time.note(machine + 14 * 60 * MINUTE);
  machine += 5_000;
  expect(time.now()).toBe(machine + 14 * 60 * MINUTE);
  time.note(machine + 14 * 60 * MINUTE - 900);
  expect(time.skew).toBe(14 * 60 * MINUTE);
});

it('takes a Date that is cut to the second for the same time', () => {
  const machine = 1_000_000_000_999;
  const time = startAwsTime({ now: () => machine });
  time.note(1_000_000_000_000);
  expect(time.skew).toBe(0);
  expect(time.now()).toBe(machine);
});

it('passes over a date that is none', () => {
  const time = startAwsTime({ now: () => 0 });
  time.note(Number.NaN);
  expect(time.skew).toBeNull();
});

it('tells from two minutes on', () => {
  expect(skewNotice(null)).toBeNull();
  expect(skewNotice(2 * MINUTE)).toBeNull();
  expect(skewNotice(-3 * MINUTE)).toMatch(/3 min ahead of AWS/);
  expect(skewNotice(14 * 60 * MINUTE)).toMatch(/14 h behind AWS/);
});
