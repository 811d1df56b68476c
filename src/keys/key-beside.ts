import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { writeAtomic } from '../files/atomic.ts';
import { errorCode } from '../files/error-code.ts';
import { withLock } from '../files/lock.ts';
import { ensurePrivateDir } from '../files/private-dir.ts';
import type { Opener } from './opener.ts';

/**
 * Opens the sandbox's key file with 256 random bits that lie beside it (0600): nothing in a sandbox is
 * secret, but its files are sealed as the user's own are. HKDF instead of scrypt, since random bits
 * cannot be guessed and need not be slow.
 */
export function keyBesideOpener(ctx: Context, path: string): Opener {
  return {
    fresh: () => ({ by: 'key-file', salt: Buffer.from(ctx.random(16)).toString('base64') }),
    async keyFor(unlock, isRight) {
      const bits = read(path) ?? (await make(ctx, path));
      const { hkdfSync } = process.getBuiltinModule('node:crypto');
      const salt = Buffer.from(unlock.salt, 'base64');
      const key = new Uint8Array(hkdfSync('sha256', bits, salt, 'sentinel key file', 32));
      if (unlock.by === 'key-file' && (!isRight || isRight(key))) return key;
      throw new SentinelError('failed', `The sandbox's keys do not open with ${path}.`, [
        'Start afresh: sentinel sandbox reset',
      ]);
    },
  };
}

function read(path: string): Buffer | null {
  try {
    const bits = readFileSync(path);
    return bits.length === 32 ? bits : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function make(ctx: Context, path: string): Promise<Buffer> {
  await ensurePrivateDir(dirname(path));
  return withLock(`${path}.lock`, async () => {
    const meanwhile = read(path);
    if (meanwhile) return meanwhile;
    const bits = Buffer.from(ctx.random(32));
    await writeAtomic(path, bits);
    return bits;
  });
}
