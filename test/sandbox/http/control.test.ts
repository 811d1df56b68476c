import { describe, expect, test } from 'vitest';
import { lease, ping, tell } from '../../../src/sandbox/lifecycle/talk.ts';
import { openSandbox } from '../open.ts';

describe('the control door', () => {
  test('opens to its token only', async () => {
    const { sandbox } = await openSandbox();
    const address = { url: sandbox.url, token: sandbox.token, pid: process.pid };
    expect(await ping(address)).toMatchObject({ home: sandbox.home, clock_offset: 0 });
    for (const token of ['', 'x', sandbox.token.replace(/.$/, (c) => (c === '0' ? '1' : '0'))]) {
      expect(await ping({ ...address, token })).toBeNull();
    }
    await tell({ ...address, token: 'wrong' }, 'POST', 'clock', { offset: 1000 });
    expect(await ping(address)).toMatchObject({ clock_offset: 0 });
  });

  test('sets the clock, which is kept', async () => {
    const { sandbox, store } = await openSandbox();
    const address = { url: sandbox.url, token: sandbox.token, pid: process.pid };
    expect((await tell(address, 'POST', 'clock', { offset: 'soon' })).status).toBe(400);
    expect((await tell(address, 'POST', 'clock', { offset: 90_000 })).body).toMatchObject({
      clock_offset: 90_000,
    });
    expect(sandbox.control.cloud.now() - Date.now()).toBeGreaterThan(80_000);
    expect(store.get('clock-offset')).toBe('90000');
  });

  test('has no other verbs', async () => {
    const { sandbox } = await openSandbox();
    const address = { url: sandbox.url, token: sandbox.token, pid: process.pid };
    expect((await tell(address, 'GET', 'stop')).status).toBe(404);
  });

  test('a lease ends with its connection', async () => {
    const { sandbox } = await openSandbox();
    const end = lease({ url: sandbox.url, token: sandbox.token, pid: process.pid });
    await expect.poll(() => sandbox.control.leases()).toBe(1);
    end();
    await expect.poll(() => sandbox.control.leases()).toBe(0);
  });
});

describe('the control door, for faults and sign-ins', () => {
  async function door() {
    const { sandbox, query, keysOf } = await openSandbox();
    const address = { url: sandbox.url, token: sandbox.token, pid: process.pid };
    return {
      who: () =>
        query(keysOf('alice'), 'sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' }),
      get: (verb: string) => tell(address, 'GET', verb),
      post: (verb: string, body: Record<string, unknown> = {}) => tell(address, 'POST', verb, body),
    };
  }

  test('a fault is set, met, counted and cleared', async () => {
    const { get, post, who } = await door();
    const fault = { kind: 'unavailable', service: 'sts', action: 'GetCallerIdentity', times: 2 };
    expect(await post('fault', fault)).toEqual({ status: 200, body: { faults: [fault] } });
    expect((await who()).status).toBe(503);
    expect((await get('faults')).body).toEqual({ faults: [{ ...fault, times: 1 }] });
    await post('clear-faults');
    expect((await who()).status).toBe(200);
    expect((await get('calls')).body).toEqual({ calls: { 'sts:GetCallerIdentity': 2 } });
    await post('clear-calls');
    expect((await get('calls')).body).toEqual({ calls: {} });
  });

  test('what is no fault, no code, no person, no verb is refused', async () => {
    const { get, post } = await door();
    expect((await post('fault', { kind: 'gremlins' })).status).toBe(400);
    expect((await post('sign-in', { user_code: 'BBBB-BBBB' })).status).toBe(404);
    expect((await post('sign-in')).status).toBe(400);
    expect((await post('mfa-code', { person: 'mallory' })).status).toBe(404);
    expect((await post('token-life', { seconds: 'long' })).status).toBe(400);
    expect((await get('constructor')).status).toBe(404);
  });
});
