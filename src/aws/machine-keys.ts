/** The JSON in which instance and container metadata give keys. Pure. */
import type { TemporaryKeys } from './api.ts';

/** Whole keys with an end, or null: half an answer is never handed on. */
export function readKeys(text: string): TemporaryKeys | null {
  let data: Readonly<Record<string, unknown>>;
  try {
    data = Object(JSON.parse(text));
  } catch {
    return null;
  }
  if (data['Code'] !== undefined && data['Code'] !== 'Success') return null;
  const texts = ['AccessKeyId', 'SecretAccessKey', 'Token', 'Expiration'].map((key) => data[key]);
  const [accessKeyId, secretAccessKey, sessionToken, end] = texts.map((one) =>
    typeof one === 'string' ? one : '',
  );
  const expiration = Date.parse(end ?? '');
  if (!accessKeyId || !secretAccessKey || !sessionToken || !Number.isFinite(expiration))
    return null;
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}
