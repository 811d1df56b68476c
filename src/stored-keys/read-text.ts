/**
 * An access key with its secret out of text, in the forms in which AWS and its tools hand them out: JSON
 * (`aws iam create-access-key`, credential_process), lines of the AWS files or of a shell, the console's
 * CSV, or the two alone. Pure.
 */
import { SentinelError } from '../errors.ts';

export interface KeyText {
  readonly id: string;
  readonly secret: string;
}

/** @throws SentinelError `usage` for text with none, several, or temporary ones. It never repeats the text. */
export function readKeysText(text: string): KeyText {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  const found =
    fromJson(trimmed) ?? fromCsv(trimmed) ?? fromSettings(trimmed) ?? fromWords(trimmed);
  if (!found) throw unreadable();
  return checkKeyText(found);
}

/** What AWS gives out as an access key of a user (IAM API Reference, AccessKey). */
export function checkKeyText(key: KeyText & { readonly token?: unknown }): KeyText {
  const { id, secret } = key;
  if (key.token || id.startsWith('ASIA')) {
    throw new SentinelError('usage', 'These are temporary keys: they end by themselves.', [
      'Only long-term keys of an IAM user (AKIA...) are worth storing.',
    ]);
  }
  if (!/^\w{16,128}$/.test(id)) {
    throw new SentinelError(
      'usage',
      'This is not the id of an access key: it looks like AKIAIOSFODNN7EXAMPLE.',
    );
  }
  if (!/^[\x21-\x7e]{16,256}$/.test(secret)) {
    throw new SentinelError(
      'usage',
      'This is not the secret of an access key: forty characters without a blank.',
    );
  }
  return { id, secret };
}

type Found = KeyText & { readonly token?: unknown };

function fromJson(text: string): Found | null {
  if (!text.startsWith('{')) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const outer = value as Record<string, unknown>;
  const members = (outer['AccessKey'] ?? outer['Credentials'] ?? outer) as Record<string, unknown>;
  const { AccessKeyId: id, SecretAccessKey: secret, SessionToken: token } = members;
  if (typeof id !== 'string' || typeof secret !== 'string') return null;
  return { id, secret, token };
}

/** The console's file: a line of names, a line of values. */
function fromCsv(text: string): Found | null {
  const rows = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const names = cells(rows[0] ?? '').map((name) => name.toLowerCase());
  const [id, secret] = [names.indexOf('access key id'), names.indexOf('secret access key')];
  if (id < 0 || secret < 0 || rows.length < 2) return null;
  if (rows.length > 2) throw several();
  const values = cells(rows[1] ?? '');
  return { id: values[id] ?? '', secret: values[secret] ?? '' };
}

function cells(row: string): string[] {
  return row.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

const SETTING =
  /^\s*(?:export\s+|set\s+|\$env:)?(aws_access_key_id|aws_secret_access_key|aws_session_token)\s*=\s*(["']?)(.*?)\2\s*;?\s*$/i;

/** `aws_access_key_id = ...` as in the AWS files, `export AWS_ACCESS_KEY_ID=...` as for a shell. */
function fromSettings(text: string): Found | null {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', , value = ''] = SETTING.exec(line) ?? [];
    if (name === '') continue;
    if (values.has(name.toLowerCase())) throw several();
    values.set(name.toLowerCase(), value);
  }
  const [id, secret] = [values.get('aws_access_key_id'), values.get('aws_secret_access_key')];
  if (id === undefined || secret === undefined) return null;
  return { id, secret, token: values.get('aws_session_token') };
}

/** The two alone, one after the other. */
function fromWords(text: string): Found | null {
  const [id, secret, ...more] = text.split(/\s+/);
  return id && secret && more.length === 0 ? { id, secret } : null;
}

function several(): SentinelError {
  return new SentinelError('usage', 'There is more than one access key in this text.', [
    'Give the lines of one of them.',
  ]);
}

function unreadable(): SentinelError {
  return new SentinelError('usage', 'There is no access key with its secret in what was given.', [
    'Give JSON with AccessKeyId and SecretAccessKey, the lines aws_access_key_id = ... and aws_secret_access_key = ..., or the CSV file of the AWS console.',
  ]);
}
