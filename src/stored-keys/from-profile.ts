/** Static keys of an AWS file, and their way out of it. */
import { readFileSync, realpathSync } from 'node:fs';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { writeAtomic } from '../files/atomic.ts';
import { errorCode } from '../files/error-code.ts';
import { withLock } from '../files/lock.ts';
import type { ProfileSet } from '../profiles/load.ts';
import { checkKeyText, type KeyText } from './read-text.ts';
import { takeKeysOut } from './take-out.ts';

/** @throws SentinelError `usage` where the profile has no static keys of its own, or temporary ones. */
export async function keysOfProfile(profiles: ProfileSet, name: string): Promise<KeyText> {
  const { base } = await profiles.find(name, name);
  if (base?.kind !== 'static' || base.profile !== name) {
    const what = base ? `its base credentials are ${base.label}` : 'it has no base credentials';
    throw new SentinelError('usage', `[${name}] holds no access key: ${what}.`);
  }
  const {
    accessKeyId: id,
    secretAccessKey: secret,
    sessionToken: token,
  } = profiles.credentials(base);
  return checkKeyText({ id, secret, token });
}

/**
 * Takes them out of the AWS file that they stand in. Whoever reads the file meanwhile finds it whole,
 * with them or without.
 * @returns the file.
 * @throws SentinelError where they cannot be taken out: then the file is as it was.
 */
export async function takeOutOfFile(ctx: Context, name: string, key: KeyText): Promise<string> {
  const { awsCredentials, awsConfig } = ctx.paths;
  return withLock(`${ctx.paths.state}/aws-files.lock`, async () => {
    const first = await tryFile(awsCredentials, name, key);
    if (first === null) return awsCredentials;
    const inConfig = name === 'default' ? name : `profile ${name}`;
    if ((await tryFile(awsConfig, inConfig, key)) === null) return awsConfig;
    throw new SentinelError(
      'failed',
      `The keys are stored, but stay in ${awsCredentials} too: ${first}.`,
      [`Remove aws_access_key_id and aws_secret_access_key of [${name}] there by hand.`],
    );
  });
}

/** Null: done; else why not. */
async function tryFile(path: string, header: string, key: KeyText): Promise<string | null> {
  try {
    // A link (dotfiles kept elsewhere) stays one.
    const file = realpathSync(path);
    const { text, why } = takeKeysOut(readFileSync(file, 'latin1'), header, key);
    if (text === null) return why;
    await writeAtomic(file, Buffer.from(text, 'latin1'));
    return null;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code === 'ENOENT' ? 'the file is not there' : `the file cannot be written (${code})`;
  }
}
