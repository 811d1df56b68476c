import type { ParameterTier } from '../aws/api.ts';
import { SentinelError } from '../errors.ts';

/** Bytes a parameter holds (Systems Manager quotas, "Parameter Store"): 4 KB and 8 KB. */
const LIMITS = { Standard: 4096, Advanced: 8192 } as const;

/**
 * The tier for a text: the cheapest that holds it; an advanced parameter stays one, since AWS takes none
 * back.
 * @param now the parameter's present tier; null: none, or not told to us.
 * @throws SentinelError `failed` for more than any holds.
 */
export function tierFor(text: string, now: ParameterTier | null, what: string): ParameterTier {
  const bytes = Buffer.byteLength(text);
  if (bytes > LIMITS.Advanced) {
    throw new SentinelError(
      'failed',
      `${what} is ${bytes} bytes, and a parameter holds ${LIMITS.Advanced} at most.`,
      [
        'Split it: a folder of files, pushed to a path (--ref ssm:/PATH/), is read as one policy in name order.',
      ],
    );
  }
  return bytes > LIMITS.Standard || now === 'Advanced' ? 'Advanced' : 'Standard';
}
