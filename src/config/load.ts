/**
 * The user's config.yaml. Its place: `--config`, SENTINEL_CONFIG, then the conventional one. An
 * organisation's own file, which nothing overrides, is to be read before it in `loadConfig`.
 */
import { readFile } from 'node:fs/promises';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { parseStrict } from '../policy/parse.ts';
import { configFile } from './schema.ts';
import { type Config, DEFAULTS } from './types.ts';

/**
 * Reads the config strictly; where there is no file at the conventional place, the defaults.
 * @param flagPath of `--config`; a file that is named must be there.
 * @throws SentinelError (failed): not readable; PolicyError: does not pass, with every problem.
 */
export async function loadConfig(ctx: Context, flagPath?: string): Promise<Config> {
  const { path, named } = configPath(ctx, flagPath);
  const text = await read(path, named);
  return text === null ? { ...DEFAULTS, path: null } : parseConfig(text, path);
}

/** Which config file is in use, and whether it was named. */
export function configPath(ctx: Context, flagPath?: string): { path: string; named: boolean } {
  const named = flagPath || ctx.env['SENTINEL_CONFIG'];
  return { path: named || ctx.paths.config, named: !!named };
}

/** Checks and reads a config file's text. @throws PolicyError with every problem. */
export async function parseConfig(text: string, path: string): Promise<Config> {
  return { ...(await parseStrict(text, 'config file', path, configFile)), path };
}

async function read(path: string, needed: boolean): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT' && !needed) return null;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    const next = needed ? ['check --config and SENTINEL_CONFIG'] : [];
    throw new SentinelError('failed', `the config file ${path} ${why}.`, next, cause);
  }
}
