import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { askHidden } from './ask-hidden.ts';
import type { Unlock } from './key-file-format.ts';
import type { Opener } from './opener.ts';

/** 32 MiB and about 70 ms: thirty Terraform processes may ask at once. Files may hold more. */
const SCRYPT = { n: 2 ** 15, r: 8, p: 1 };
const TRIES = 3;
const VARIABLE = 'SENTINEL_KEYS_PASSPHRASE';

type PassphraseUnlock = Extract<Unlock, { by: 'passphrase' }>;

/**
 * Opens a key file with the person's passphrase: from SENTINEL_KEYS_PASSPHRASE, else asked at the
 * terminal, once in this process; twice where the file is new. One that opened the file is kept in
 * memory, since another process may write the file with another salt.
 * @param path the key file, for its sentences.
 */
export function passphraseOpener(ctx: Context, path: string): Opener {
  const given = ctx.env[VARIABLE] || null;
  const keys = new Map<string, Promise<Uint8Array>>();
  const derive = (passphrase: string, unlock: PassphraseUnlock) => {
    const name = JSON.stringify([passphrase, unlock]);
    const key = keys.get(name) ?? scryptKey(passphrase, unlock);
    keys.set(name, key);
    return key;
  };
  let asked: Promise<string> | undefined;
  return {
    fresh: () => ({
      by: 'passphrase',
      ...SCRYPT,
      salt: Buffer.from(ctx.random(16)).toString('base64'),
    }),
    async keyFor(unlock, isRight) {
      if (unlock.by !== 'passphrase') throw otherKind(path);
      if (given !== null) {
        const key = await derive(given, unlock);
        if (isRight && !isRight(key)) throw wrong(path, `${VARIABLE} does not open it`);
        return key;
      }
      const test = async (passphrase: string) =>
        isRight === null || isRight(await derive(passphrase, unlock));
      asked ??= isRight ? askFor(path, test) : askForNew(path);
      const passphrase = await asked;
      const key = await derive(passphrase, unlock);
      if (isRight && !isRight(key)) throw wrong(path, 'the passphrase does not open it');
      return key;
    },
  };
}

async function askFor(
  path: string,
  test: (passphrase: string) => Promise<boolean>,
): Promise<string> {
  for (let tries = 0; tries < TRIES; tries++) {
    const again = tries === 0 ? '' : 'That does not open it. ';
    const passphrase = await askHidden(`${again}Passphrase for ${path}: `);
    if (passphrase === null) throw nobody(path);
    if (await test(passphrase)) return passphrase;
  }
  throw wrong(path, `${TRIES} passphrases did not open it`);
}

async function askForNew(path: string): Promise<string> {
  for (let tries = 0; tries < TRIES; tries++) {
    const again = tries === 0 ? '' : 'They differ. ';
    const first = await askHidden(`${again}New passphrase for Sentinel's keys in ${path}: `);
    if (first === null) throw nobody(path);
    if (first === '') break;
    if ((await askHidden('The same again: ')) === first) return first;
  }
  throw new SentinelError('failed', 'No passphrase was chosen, so no keys are kept.', [
    `Try again, or set ${VARIABLE}`,
  ]);
}

function scryptKey(passphrase: string, { n, r, p, salt }: PassphraseUnlock): Promise<Uint8Array> {
  const { scrypt } = process.getBuiltinModule('node:crypto');
  const cost = { N: n, r, p, maxmem: 256 * n * r };
  return new Promise((resolve, reject) => {
    // One passphrase may be typed as different code points.
    scrypt(passphrase.normalize('NFC'), Buffer.from(salt, 'base64'), 32, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function nobody(path: string): SentinelError {
  return new SentinelError(
    'failed',
    `The keys in ${path} are locked, and no passphrase was given.`,
    [`Run Sentinel at a terminal, which asks for it, or set ${VARIABLE}`],
  );
}

function wrong(path: string, why: string): SentinelError {
  return new SentinelError(
    'failed',
    `The key file ${path} stays locked: ${why} (or it was changed).`,
    [
      `If the passphrase is lost, move the file away: a new one is made, and what it held must be entered again`,
    ],
  );
}

function otherKind(path: string): SentinelError {
  return new SentinelError('failed', `The key file ${path} is not locked with a passphrase.`, [
    'Move it away: a new one is made',
  ]);
}
