import { expect, test } from 'vitest';
import { makeBoard } from '../../../src/sandbox/faults/board.ts';
import { FAULT_KINDS, readFault } from '../../../src/sandbox/faults/kinds.ts';

const SSM = { service: 'ssm', action: 'GetParameter' };
const STS = { service: 'sts', action: 'AssumeRole' };

test('a fault befalls its service and action, as many times as it was set for', () => {
  const board = makeBoard();
  board.set({ kind: 'throttle', service: 'ssm', action: 'GetParameter', times: 2 });
  expect(board.meet(STS).fault).toBeNull();
  expect(board.meet({ ...SSM, action: 'PutParameter' }).fault).toBeNull();
  expect(board.meet(SSM).fault?.kind).toBe('throttle');
  expect(board.list()).toMatchObject([{ times: 1 }]);
  expect(board.meet(SSM).fault?.kind).toBe('throttle');
  expect(board.meet(SSM).fault).toBeNull();
  expect(board.list()).toEqual([]);
});

test('without times it stays until it is cleared; without a service it is for all', () => {
  const board = makeBoard();
  board.set({ kind: 'reset' });
  for (const target of [STS, SSM, STS]) expect(board.meet(target).fault?.kind).toBe('reset');
  board.clear();
  expect(board.meet(STS).fault).toBeNull();
});

test('latencies add up beside another fault; of the others the first holds and only it is used up', () => {
  const board = makeBoard();
  board.set({ kind: 'latency', milliseconds: 20 });
  board.set({ kind: 'server_error', service: 'sts', times: 1 });
  board.set({ kind: 'throttle', times: 1 });
  board.set({ kind: 'latency', milliseconds: 5, service: 'sts' });
  expect(board.meet(STS)).toMatchObject({ delay: 25, fault: { kind: 'server_error' } });
  expect(board.meet(SSM)).toMatchObject({ delay: 20, fault: { kind: 'throttle' } });
  expect(board.meet(SSM)).toEqual({ delay: 20, fault: null });
});

test('calls are counted by action, also those that met a fault', () => {
  const board = makeBoard();
  board.set({ kind: 'cut', times: 1 });
  for (const target of [STS, SSM, STS]) board.meet(target);
  expect(board.calls()).toEqual({ 'ssm:GetParameter': 1, 'sts:AssumeRole': 2 });
  board.clearCalls();
  expect(board.calls()).toEqual({});
});

test('a fault is read as it was written, or refused with what is wrong', () => {
  for (const kind of Object.keys(FAULT_KINDS)) expect(readFault({ kind })).toEqual({ kind });
  const whole = {
    kind: 'latency',
    service: 'sts',
    action: 'AssumeRole',
    milliseconds: 5,
    times: 1,
  };
  expect(readFault(whole)).toEqual(whole);
  expect(readFault({ kind: 'toString' })).toMatch(/^kind: one of latency/);
  expect(readFault({ kind: 'cut', times: 0 })).toBe('times: whole number from 1');
  expect(readFault({ kind: 'cut', milliseconds: '5' })).toBe('milliseconds: whole number');
  expect(readFault({ kind: 'cut', service: 5 })).toBe('service: text');
});
