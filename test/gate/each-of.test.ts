import { describe, expect, it } from 'vitest';
import { eachOf } from '../../src/gate/each-of.ts';

describe('eachOf', () => {
  it('works on so many at a time, each once', async () => {
    const seen: number[] = [];
    let now = 0;
    let most = 0;
    await eachOf([...Array(50).keys()], 8, async (item) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(item);
      now--;
    });
    expect(most).toBe(8);
    expect(seen.toSorted((a, b) => a - b)).toEqual([...Array(50).keys()]);
  });

  it('a slow one holds up only its own lane', async () => {
    const slow = Promise.withResolvers<void>();
    const seen: string[] = [];
    const all = eachOf(['slow', 'a', 'b', 'c'], 2, async (item) => {
      if (item === 'slow') await slow.promise;
      else if (seen.push(item) === 3) slow.resolve();
    });
    await all;
    expect(seen).toEqual(['a', 'b', 'c']);
  });
});
