/** Calls that carry a secret in the request itself and no signature: SSO's portal and its OIDC. */
import type { Answer, AwsOptions } from './api.ts';
import { type SdkClient, sdkCall } from './call.ts';
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
export function bearerCall<Client extends SdkClient, T>(
  client: Client,
  call: BearerCall,
  work: (send: Client['send']) => Promise<T>,
): Promise<Answer<T>> {
  const { region, secrets, ...about } = call;
  return sdkCall(client, { ...about, options: unsigned(region) }, async (send) => {
    try {
      return await work(send);
    } catch (error) {
      if (error instanceof Error) error.message = without(secrets, error.message);
      throw error;
    }
  });
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
