/** What a `credential_process` printed (AWS SDKs reference, "Process credential provider"). Pure. */
import type { AwsCredentials } from '../aws/api.ts';

export type ProcessOutput =
  | { readonly credentials: AwsCredentials; readonly why: null }
  /** As the end of a sentence: `it printed no JSON`. Never holds any of the output. */
  | { readonly credentials: null; readonly why: string };

/** Keys as they were printed; whether they have ended is the caller's to ask. */
export function readProcessOutput(text: string): ProcessOutput {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return no(text.trim() === '' ? 'it printed nothing' : 'what it printed is no JSON');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return no('what it printed is no JSON object');
  }
  const member = data as Readonly<Record<string, unknown>>;
  if (member['Version'] !== 1) return no('its Version is not 1');
  const { AccessKeyId: id, SecretAccessKey: secret, SessionToken: token } = member;
  if (!isWord(id)) return no('it printed no AccessKeyId');
  if (!isWord(secret)) return no('it printed no SecretAccessKey');
  if (token !== undefined && token !== null && token !== '' && !isWord(token)) {
    return no('its SessionToken is none');
  }
  const end = member['Expiration'];
  const ends = end !== undefined && end !== null && end !== '';
  const expiration = ends ? Date.parse(String(end)) : undefined;
  if (Number.isNaN(expiration)) return no('its Expiration is no time');
  return {
    why: null,
    credentials: {
      accessKeyId: id,
      secretAccessKey: secret,
      ...(isWord(token) && { sessionToken: token }),
      ...(expiration !== undefined && { expiration }),
    },
  };
}

/** Keys become HTTP headers: no blanks, no control characters. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

function no(why: string): ProcessOutput {
  return { credentials: null, why };
}
