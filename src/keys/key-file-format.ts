/** What a key file holds: how its key is made, and all secrets with their names in one seal. Pure. */
import { seal, unseal } from './sealed-text.ts';

/** How the key of a file is made. Authenticated with what it seals. */
export type Unlock =
  | {
      readonly by: 'passphrase';
      readonly n: number;
      readonly r: number;
      readonly p: number;
      readonly salt: string;
    }
  /** By HKDF-SHA256 from the 256 random bits in the file beside it: nothing that could be guessed. */
  | { readonly by: 'key-file'; readonly salt: string };

export interface KeyFile {
  readonly version: 1;
  readonly unlock: Unlock;
  /** Base64. */
  readonly sealed: string;
}

export type Secrets = Readonly<Record<string, string>>;

/** The file's text. */
export function writeKeyFile(
  key: Uint8Array,
  unlock: Unlock,
  secrets: Secrets,
  random: (bytes: number) => Uint8Array,
): string {
  const sealed = seal(key, aboutOf(unlock), JSON.stringify(secrets), random).toString('base64');
  const file: KeyFile = { version: 1, unlock, sealed };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Its secrets; null where the key is another or the file was changed. */
export function openSecrets(key: Uint8Array, file: KeyFile): Secrets | null {
  const text = unseal(key, aboutOf(file.unlock), Buffer.from(file.sealed, 'base64'));
  return text === null ? null : Object.assign(Object.create(null), JSON.parse(text));
}

/** A file's text as a KeyFile; null where it is none, or asks for more than any key of ours needs. */
export function parseKeyFile(text: string): KeyFile | null {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return null;
  }
  const { version, unlock, sealed } = (file ?? {}) as Partial<KeyFile>;
  if (version !== 1 || typeof sealed !== 'string' || !isUnlock(unlock)) return null;
  return { version, unlock: tidy(unlock), sealed };
}

function isUnlock(value: unknown): value is Unlock {
  const { by, salt, n, r, p } = (value ?? {}) as Record<string, unknown>;
  if (typeof salt !== 'string' || Buffer.from(salt, 'base64').length < 16) return false;
  if (by === 'key-file') return true;
  // Up to 1 GiB and a few seconds. Less than what we write was not written by us.
  const sane = (x: unknown, low: number, high: number) =>
    Number.isInteger(x) && (x as number) >= low && (x as number) <= high;
  const power = Number.isInteger(Math.log2(Number(n)));
  return (
    by === 'passphrase' && power && sane(n, 2 ** 15, 2 ** 20) && sane(r, 8, 8) && sane(p, 1, 4)
  );
}

/** Its own members in one order, since their text is authenticated. */
function tidy(unlock: Unlock): Unlock {
  const { by, salt } = unlock;
  if (unlock.by === 'key-file') return { by: 'key-file', salt };
  return { by: by as 'passphrase', n: unlock.n, r: unlock.r, p: unlock.p, salt };
}

function aboutOf(unlock: Unlock): string {
  return `sentinel key file 1 ${JSON.stringify(unlock)}`;
}
