import { expect, it } from 'vitest';
import { SentinelError } from '../../src/errors.ts';
import { withDeadline } from '../../src/gate/deadline.ts';

const never = () => new Promise<never>(() => {});

it('ends what does not end, as unreachable', async () => {
  await expect(withDeadline(undefined, never, 20)).rejects.toMatchObject({ kind: 'unavailable' });
});

it('aborts the work with the same reason', async () => {
  let seen: AbortSignal | undefined;
  const work = withDeadline(
    undefined,
    (signal) => {
      seen = signal;
      return never();
    },
    20,
  );
  await expect(work).rejects.toThrow();
  expect(seen?.aborted).toBe(true);
  expect(seen?.reason).toBeInstanceOf(SentinelError);
});

it("ends with the caller's own signal, before and during", async () => {
  const before = new AbortController();
  before.abort();
  await expect(withDeadline(before.signal, never)).rejects.toMatchObject({ kind: 'interrupted' });
  const during = new AbortController();
  const work = withDeadline(during.signal, never);
  during.abort(new SentinelError('interrupted', 'x'));
  await expect(work).rejects.toThrow('x');
});

it('lets what was cut short log and record its end', async () => {
  const said: string[] = [];
  const work = withDeadline(
    undefined,
    async (signal) => {
      try {
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject()));
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
        said.push('failed');
      }
      throw new Error("the work's own");
    },
    20,
  );
  await expect(work).rejects.toMatchObject({ kind: 'unavailable' });
  expect(said).toEqual(['failed']);
});

it('says what was still waited for, where the work does', async () => {
  const waiting = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () =>
        reject(new SentinelError('unavailable', 'AWS sts', [], signal.reason)),
      );
    });
  await expect(withDeadline(undefined, waiting, 20)).rejects.toThrow(/^AWS sts$/);
  const outer = new AbortController();
  const work = withDeadline(outer.signal, waiting);
  outer.abort();
  await expect(work).rejects.toMatchObject({ kind: 'interrupted' });
});

it('gives the answer otherwise', async () => {
  await expect(withDeadline(undefined, async () => 42)).resolves.toBe(42);
});
