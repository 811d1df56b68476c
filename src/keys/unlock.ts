import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';

/**
 * Asks now whatever the config's key store would ask at the terminal, and never again in this process:
 * for a door to call before its deadline runs or the console takes the screen. Costs nothing where
 * nothing is asked. What goes wrong is told when a key is needed.
 * @throws SentinelError('interrupted') on Ctrl+C.
 */
export async function unlockKeys(ctx: Context, config: Pick<Config, 'keys'>): Promise<void> {
  // The keychain asks by itself, in a window of its own; 1Password has a token.
  if (ctx.sandbox || !['file', 'pass', 'passage'].includes(config.keys)) return;
  if (config.keys === 'file' && ctx.env['SENTINEL_KEYS_PASSPHRASE']) return;
  const { openKeyStore } = await import('./open.ts');
  await (await openKeyStore(ctx, config.keys)).unlock();
}
