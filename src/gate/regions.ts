/** Fail-over: a call goes to the first region that answers. */
import { AwsError } from '../aws/api.ts';

/**
 * Tries the regions in order. A region counts as not answering where AWS did not answer, is at fault or
 * throttles; a refusal is an answer.
 * @throws what the last region threw.
 */
export async function firstAnswering<T>(
  regions: readonly string[],
  call: (region: string) => Promise<T>,
): Promise<T> {
  let last: unknown = new Error('no region to call');
  for (const region of regions) {
    try {
      return await call(region);
    } catch (error) {
      if (!(error instanceof AwsError && error.unreachable)) throw error;
      last = error;
    }
  }
  throw last;
}
