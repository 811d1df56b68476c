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
