import { valueText } from '../../config/fixed.ts';
import { REFERENCES } from '../../config/keys.ts';
import { type ConfigText, configPath, layerOf, readSystem, readUser } from '../../config/load.ts';
import { contradictions, type Layer, mergeLayers } from '../../config/merge.ts';
import type { Look } from '../../config/system-file.ts';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import type { Surroundings } from '../../policy/lint/shared.ts';
import { check, type Report, unreadable } from './check.ts';
import type { Kind } from './kind.ts';

/** Something to check. */
export interface Wanted {
  /** A path, or a reference. */
  readonly name: string;
  readonly kind: Kind | null;
}

/** What the config says is in use. */
export interface InUse {
  /** Of the config files themselves. */
  readonly reports: readonly Report[];
  readonly policies: readonly Wanted[];
  /** What is not checked, with the reason. */
  readonly left: readonly { readonly ref: string; readonly why: string }[];
}

const KIND_OF = {
  policy: 'access',
  approvals: 'approvals',
  breakglass: 'breakglass',
  ratelimits: 'ratelimits',
} as const;

/**
 * The config files and the policies that they name.
 * @param profile fills `{profile}`; with it the policy in use counts, named or by default.
 */
export async function inUse(
  ctx: Context,
  flagPath: string | undefined,
  profile: string | undefined,
  around: Surroundings,
  look?: Look,
): Promise<InUse> {
  const reports: Report[] = [];
  const system = readOrTell(ctx, reports, look);
  const user = await readUser(ctx, flagPath);
  if (!system && !user && reports.length === 0) {
    throw new SentinelError(
      'usage',
      `There is no config file at ${configPath(ctx, flagPath).path}.`,
      ['name what to check: sentinel config validate policy.yaml'],
    );
  }
  const layers: (Layer | null)[] = [];
  for (const file of [system, user]) {
    if (file) reports.push(await check(file.path, file.text, 'config', around));
    // One that does not pass names nothing that could be relied on; its own problems come first.
    const sound = file && !reports.at(-1)?.problems.some(({ severity }) => severity === 'error');
    layers.push(sound ? await layerOf(file) : null);
  }
  const [fixed = null, own = null] = layers;
  const against = contradictions(fixed, own);
  if (own && against.length > 0) {
    const problems = against.map(({ leaf, against: other }) => ({
      ...own.place(leaf.path),
      message: `${fixed?.path}:${fixed?.place(other.path).line} sets ${leaf.key}: ${valueText(leaf.key, other.value)}, and nothing overrides that file`,
      severity: 'error' as const,
    }));
    const found = reports.pop();
    reports.push({
      path: own.path,
      kind: 'config',
      problems: [...problems, ...(found?.problems ?? [])],
    });
    return { reports, policies: [], left: [] };
  }
  const all = reports.length === layers.filter(Boolean).length;
  return { reports, ...(all ? named(fixed, own, profile) : { policies: [], left: [] }) };
}

function named(
  fixed: Layer | null,
  own: Layer | null,
  profile: string | undefined,
): Pick<InUse, 'policies' | 'left'> {
  const config = mergeLayers(fixed, own);
  const policies: Wanted[] = [];
  const left: InUse['left'][number][] = [];
  for (const key of REFERENCES) {
    const ref = config[key];
    const said = fixed?.said[key] ?? own?.said[key] ?? (profile === undefined ? undefined : ref);
    if (said === undefined || ref === undefined) continue;
    if (ref.includes('{profile}') && profile === undefined) {
      left.push({ ref, why: 'name a profile to check its policy: --profile NAME' });
    } else policies.push({ name: ref, kind: KIND_OF[key] });
  }
  return { policies, left };
}

function readOrTell(ctx: Context, reports: Report[], look?: Look): ConfigText | null {
  try {
    return readSystem(ctx, look);
  } catch (error) {
    if (!(error instanceof SentinelError)) throw error;
    const path = ctx.paths.systemConfig ?? '';
    reports.push({ ...unreadable(path, error.message), kind: 'config' });
    return null;
  }
}
