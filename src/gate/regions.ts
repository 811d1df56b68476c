/** Fail-over: each service is asked in the first region that answers. */
import { AwsError } from '../aws/api.ts';

/** The regions of one request, and what was learned of them while it runs. */
export interface Regions {
  /** In the order in which they are asked. */
  readonly names: readonly string[];
  /** `sts us-east-1`: did not answer, and is asked last from now on. */
  readonly silent: Set<string>;
}

/**
 * How long a region may take while others are left, milliseconds: two that are dead and a third that
 * answers must fit into the deadline of an issue, with AssumeRole after it.
 */
export const REGION_MS = 2_500;

/** @param names at least one. */
export function startRegions(names: readonly string[]): Regions {
  return { names, silent: new Set() };
}

/**
 * Asks the regions in order until one answers. A region counts as not answering where AWS did not answer
 * in time, is at fault or throttles; a refusal is an answer. One that did not answer is not waited for
 * again by the calls after this.
 * @param signal of the whole request; each region has its own inside it.
 * @throws what the last region threw.
 */
export async function firstAnswering<T>(
  { names, silent }: Regions,
  service: string,
  signal: AbortSignal | undefined,
  call: (region: string, signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const known = (region: string) => silent.has(`${service} ${region}`);
  const order = [...names.filter((one) => !known(one)), ...names.filter(known)];
  let last: unknown = new Error('no region to call');
  for (const [index, region] of order.entries()) {
    const limit = index < order.length - 1 ? startLimit(signal) : null;
    try {
      return await call(region, limit?.signal ?? signal);
    } catch (error) {
      const late = limit?.signal.aborted === true && signal?.aborted !== true;
      if (!late && !(error instanceof AwsError && error.unreachable)) throw error;
      silent.add(`${service} ${region}`);
      last = error;
    } finally {
      limit?.clear();
    }
  }
  throw last;
}

/** A signal that ends with the request's own, or when a region has had its time. */
function startLimit(outer: AbortSignal | undefined): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const stop = () => controller.abort(outer?.reason);
  const timer = setTimeout(() => controller.abort(new Error('the region is too slow')), REGION_MS);
  outer?.addEventListener('abort', stop, { once: true });
  if (outer?.aborted) stop();
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', stop);
    },
  };
}
