import type { Context } from '../context.ts';

/**
 * Asks for a key store's passphrase before anything is under way: later it would run into the gate's
 * deadline, or be drawn over by the console. The sandbox's store asks nothing.
 * @throws SentinelError `interrupted` on Ctrl+C; what is broken in the config.
 */
export async function unlockFirst(ctx: Context, configPath: string | undefined): Promise<void> {
  if (ctx.sandbox) return;
  const { loadConfig } = await import('../config/load.ts');
  const config = await loadConfig(ctx, configPath);
  if (config.keys === 'keychain') return;
  const { unlockKeys } = await import('../keys/unlock.ts');
  await unlockKeys(ctx, config);
}
