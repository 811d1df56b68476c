import { refuseOverride } from '../../config/fixed.ts';
import type { Setting } from '../../config/origins.ts';
import type { Config } from '../../config/types.ts';
import type { Context } from '../../context.ts';
import { where } from '../gate-flags.ts';
import type { ParsedArgs } from '../types.ts';

/**
 * What flags say instead of the config, and the environment where the config is silent.
 * @throws SentinelError `usage` where a flag contradicts the organisation's file.
 */
export function overridesOf(ctx: Context, config: Config, args: ParsedArgs): Setting[] {
  const { policyRef, regions } = where(args);
  const found: Setting[] = [];
  if (policyRef !== undefined) {
    const name = args.flags['policy'] === undefined ? '--policy-parameter' : '--policy';
    refuseOverride(config, 'policy', policyRef, name);
    found.push({ key: 'policy', value: policyRef, origins: [{ from: 'flag', name }] });
  }
  if (regions !== undefined) {
    refuseOverride(config, 'regions', regions, '--region');
    found.push({ key: 'regions', value: regions, origins: [{ from: 'flag', name: '--region' }] });
  } else if (config.regions === undefined) {
    const name = ['AWS_REGION', 'AWS_DEFAULT_REGION'].find((one) => ctx.env[one]);
    if (name !== undefined) {
      const origins = [{ from: 'environment', name } as const];
      found.push({ key: 'regions', value: [ctx.env[name]], origins });
    }
  }
  return found;
}
