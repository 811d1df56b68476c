/** Fail-over, on fake time: which region is asked when, and how long two dead ones hold things up. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../src/aws/api.ts';
import { SentinelError } from '../../src/errors.ts';
import { DEADLINE_MS } from '../../src/gate/deadline.ts';
import { firstAnswering, REGION_MS, startRegions } from '../../src/gate/regions.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const outage = () =>
  new AwsError({ service: 's', action: 'a', code: 'NetworkError', message: 'no answer' });

/** A call that ends only when it is called off, as one to a region that takes and never answers. */
const hanging = (signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) =>
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );

/** Regions a and b are dead; c answers. */
function dead(tried: string[]) {
  return async (region: string, signal: AbortSignal | undefined) => {
    tried.push(region);
    return region === 'c' ? 'here' : hanging(signal);
  };
}

describe('firstAnswering', () => {
  it('gets past two dead regions with time left for AssumeRole', async () => {
    const { signal } = new AbortController();
    const answer = firstAnswering(startRegions(['a', 'b', 'c']), 'sts', signal, dead([]));
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    expect(await answer).toBe('here');
    expect(2 * REGION_MS).toBeLessThanOrEqual(DEADLINE_MS - 3_000);
  });

  it('waits for a dead one once in a request, by service', async () => {
    const regions = startRegions(['a', 'b', 'c']);
    const tried: string[] = [];
    const first = firstAnswering(regions, 'sts', undefined, dead(tried));
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    await first;
    expect(tried).toEqual(['a', 'b', 'c']);
    expect(await firstAnswering(regions, 'sts', undefined, dead(tried))).toBe('here');
    expect(tried).toEqual(['a', 'b', 'c', 'c']);
    const other = firstAnswering(regions, 'ssm', undefined, dead(tried));
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    await other;
    expect(tried.slice(4)).toEqual(['a', 'b', 'c']);
  });

  it('tries those that were silent last', async () => {
    const regions = startRegions(['a', 'b']);
    const tried: string[] = [];
    const call = (bad: string) => async (region: string) => {
      tried.push(region);
      if (region === bad) throw outage();
      return region;
    };
    expect(await firstAnswering(regions, 's', undefined, call('a'))).toBe('b');
    expect(await firstAnswering(regions, 's', undefined, call('b'))).toBe('a');
    expect(tried).toEqual(['a', 'b', 'b', 'a']);
  });

  it('gives the last region all the time that is left', async () => {
    let ended = false;
    const stop = new AbortController();
    const call = async (_: string, signal: AbortSignal | undefined) => hanging(signal);
    const only = firstAnswering(startRegions(['a']), 's', stop.signal, call).finally(() => {
      ended = true;
    });
    only.catch(() => {});
    await vi.advanceTimersByTimeAsync(DEADLINE_MS - 1);
    expect(ended).toBe(false);
    stop.abort(new SentinelError('interrupted', 'stop'));
    await expect(only).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it('stops at once, and in no further region, when the request is called off', async () => {
    const tried: string[] = [];
    const stop = new AbortController();
    const call = firstAnswering(startRegions(['a', 'b']), 's', stop.signal, dead(tried));
    call.catch(() => {});
    stop.abort(new SentinelError('interrupted', 'stop'));
    await expect(call).rejects.toMatchObject({ kind: 'interrupted' });
    expect(tried).toEqual(['a']);
  });

  it('throws what the last one said', async () => {
    const call = async (region: string) => {
      throw region === 'b' ? new SentinelError('failed', 'nothing there') : outage();
    };
    await expect(
      firstAnswering(startRegions(['a', 'b']), 's', undefined, call),
    ).rejects.toMatchObject({ message: 'nothing there' });
  });
});
