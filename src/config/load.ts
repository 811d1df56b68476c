/**
 * config.yaml: the organisation's (`/etc/sentinel/config.yaml`), which nothing overrides, then the
 * user's own, whose place is `--config`, SENTINEL_CONFIG, then the conventional one.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { bundleName } from './bundle-name.ts';
import { keepText, recallText } from './known-texts.ts';
import type { Layer } from './merge.ts';
import { type Look, readSystemConfig } from './system-file.ts';
import { type Config, DEFAULTS, type Settings } from './types.ts';

/** The files that there are, and passed. */
export interface Layers {
  readonly system: Layer | null;
  readonly user: Layer | null;
}

/** One config file as it stands on the disk. */
export interface ConfigText {
  readonly path: string;
  readonly text: string;
  /** Only a variable names it: see Layer. */
  readonly byVariable?: true;
}

/**
 * Reads both files strictly and puts them together; where there is none, the defaults (and nothing of
 * YAML is loaded).
 * @param flagPath of `--config`; a file that is named must be there.
 * @param look tells who may write to the organisation's file; a test's own.
 * @throws SentinelError (failed): not readable, or the organisation's could be written by others;
 *   PolicyError: does not pass, with every problem; `usage`: the user's contradicts the organisation's.
 */
export async function loadConfig(ctx: Context, flagPath?: string, look?: Look): Promise<Config> {
  const [system, user] = [readSystem(ctx, look), await readUser(ctx, flagPath)];
  if (!system && !user) return { ...DEFAULTS, path: null };
  const { mergeLayers } = await import('./merge.ts');
  // With the organisation's file there nothing is taken from a cache that the user can write to.
  if (!system) return mergeLayers(null, user && (await knownLayer(ctx, user)));
  return mergeLayers(await layerOf(system), user && (await layerOf(user)));
}

/** The user's file as it was read before, where it is the same. */
async function knownLayer(ctx: Context, file: ConfigText): Promise<Layer> {
  const build = bundleName(import.meta.url);
  const known = build === null ? null : recallText<Settings>(ctx, 'configs', file.text, build);
  // Places are looked at only where there is another file to contradict.
  if (known) {
    const { text: _, ...about } = file;
    return { ...about, said: known, place: () => ({ line: 1, column: 1 }) };
  }
  const layer = await layerOf(file);
  if (build !== null) await keepText(ctx, 'configs', file.text, build, layer.said);
  return layer;
}

/** As loadConfig, but each file by itself. Contradictions are not looked for. */
export async function loadLayers(ctx: Context, flagPath?: string, look?: Look): Promise<Layers> {
  const [system, user] = [readSystem(ctx, look), await readUser(ctx, flagPath)];
  return { system: system && (await layerOf(system)), user: user && (await layerOf(user)) };
}

/** The organisation's file; null where there is none. @throws SentinelError (failed) as loadConfig. */
export function readSystem(ctx: Context, look?: Look): ConfigText | null {
  const path = ctx.paths.systemConfig;
  const text = path ? readSystemConfig(path, look) : null;
  return path && text !== null ? { path, text } : null;
}

/** The user's file; null where there is none and none was named. @throws SentinelError (failed). */
export async function readUser(ctx: Context, flagPath?: string): Promise<ConfigText | null> {
  const { path, named, byVariable } = configPath(ctx, flagPath);
  const text = await read(path, named);
  return text === null ? null : { path, text, ...(byVariable && { byVariable }) };
}

/** Which file of the user's is in use, whether it was named, and whether by nothing but a variable. */
export function configPath(
  ctx: Context,
  flagPath?: string,
): { path: string; named: boolean; byVariable: boolean } {
  const named = flagPath || ctx.env['SENTINEL_CONFIG'];
  const path = named || ctx.paths.config;
  const byVariable = !flagPath && resolve(path) !== resolve(ctx.paths.config);
  return { path, named: !!named, byVariable };
}

/** Checks and reads a user's config text. @throws PolicyError with every problem. */
export async function parseConfig(text: string, path: string): Promise<Config> {
  const { mergeLayers } = await import('./merge.ts');
  return mergeLayers(null, await layerOf({ path, text }));
}

/** Checks and reads one file. @throws PolicyError with every problem. */
export async function layerOf({ text, ...about }: ConfigText): Promise<Layer> {
  const [{ checkStrict }, { configFile }] = await Promise.all([
    import('../policy/parse.ts'),
    import('./schema.ts'),
  ]);
  const { value, problems, place } = await checkStrict(text, configFile);
  if (value !== null) return { ...about, said: value, place };
  const { PolicyError } = await import('../policy/problems.ts');
  throw new PolicyError('config file', about.path, problems);
}

async function read(path: string, needed: boolean): Promise<string | null> {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT' && !needed) return null;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    const next = needed ? ['check --config and SENTINEL_CONFIG'] : [];
    throw new SentinelError('failed', `the config file ${path} ${why}.`, next, cause);
  }
}
