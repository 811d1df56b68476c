/** Calls that carry a secret in the request itself and no signature: SSO's portal and its OIDC. */
import { type Answer, AwsError, type AwsOptions } from './api.ts';
import { answer, type DateSeen } from './call.ts';
import type { Transport } from './transport.ts';

export interface BearerCall {
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly link: Transport;
  readonly signal: AbortSignal | undefined;
  /** Whatever the request holds that nobody may read: token, client secret, code. */
  readonly secrets: readonly (string | undefined)[];
}

/** The options of a client that signs nothing. */
export function unsigned(region: string): AwsOptions {
  return { region, credentials: { accessKeyId: '', secretAccessKey: '' } };
}

/**
 * Runs a call whose request holds secrets: no text that comes back, from AWS or from whoever stands
 * between, repeats one of them.
 */
export function bearerCall<T>(
  call: BearerCall,
  send: (seen: DateSeen) => Promise<T>,
): Promise<Answer<T>> {
  const { region, secrets, ...about } = call;
  return answer({ ...about, options: unsigned(region) }, async (seen) => {
    try {
      return await send(seen);
    } catch (error) {
      if (error instanceof Error) error.message = without(secrets, error.message);
      throw error;
    }
  });
}

/** Half an answer, which is none. */
export function incomplete(service: string, action: string): AwsError {
  const message = 'the answer is not complete';
  return new AwsError({ service, action, code: 'InvalidResponse', message, status: 502 });
}

export const AT_THE_WIRE = { step: 'deserialize', priority: 'low', name: 'sentinelDate' } as const;

export function sendOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

/** A secret may stand there as it is, in JSON, or in a URL. */
function without(secrets: readonly (string | undefined)[], message: string): string {
  let text = message;
  for (const secret of secrets) {
    if (!secret) continue;
    const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    for (const form of forms) text = text.replaceAll(form, '[redacted]');
  }
  return text;
}
