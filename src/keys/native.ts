import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';

/** What we use of keytar: findCredentials kills the process where a keychain is locked. */
export type Keytar = Pick<
  typeof import('keytar'),
  'getPassword' | 'setPassword' | 'deletePassword'
>;

/**
 * The native library that talks to the keychain: the one part of Sentinel that cannot be bundled, and an
 * optional one.
 * @throws SentinelError('failed') where it is not there or cannot be loaded: what to install, what else
 *   to choose.
 */
export async function loadKeytar(ctx: Pick<Context, 'platform' | 'paths'>): Promise<Keytar> {
  try {
    const { default: keytar } = await import('keytar');
    return keytar;
  } catch (error) {
    const absent = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(errorCode(error) ?? '');
    throw absent ? notInstalled(ctx, error) : notLoadable(ctx, error);
  }
}

/** The other way, for every sentence about a keychain that cannot be used. */
export function orKeyFile(ctx: Pick<Context, 'paths'>): string {
  return `Or keep keys in an encrypted file: keys: file in ${ctx.paths.config}`;
}

function notInstalled(ctx: Pick<Context, 'paths'>, error: unknown): SentinelError {
  return new SentinelError(
    'failed',
    'The keychain cannot be used: its library (keytar) is not installed beside Sentinel.',
    [
      'Install Sentinel again with its optional dependencies (npm omits them under --omit=optional)',
      orKeyFile(ctx),
    ],
    error,
  );
}

function notLoadable(ctx: Pick<Context, 'platform' | 'paths'>, error: unknown): SentinelError {
  const linux = ctx.platform === 'linux';
  return new SentinelError(
    'failed',
    `The keychain cannot be used: its library (keytar) cannot be loaded${linux ? '; most often libsecret is missing' : ' on this machine'}.`,
    [
      ...(linux
        ? [
            'Install it: apt install libsecret-1-0 (Debian, Ubuntu), dnf install libsecret (Fedora), pacman -S libsecret (Arch)',
          ]
        : []),
      orKeyFile(ctx),
    ],
    error,
  );
}
