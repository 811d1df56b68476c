import type { Layer } from '../../config/merge.ts';
import type { Config } from '../../config/types.ts';
import type { Context } from '../../context.ts';
import { type Known, known } from '../once.ts';
import type { DoctorRequest } from '../types.ts';

export interface ConfigFacts {
  readonly config: Config;
  readonly system: Layer | null;
  readonly user: Layer | null;
}

/** Both config files as the gate reads them, but nothing is kept for the next time. */
export async function configFacts(
  ctx: Context,
  request: DoctorRequest,
): Promise<Known<ConfigFacts>> {
  const [{ loadLayers }, { mergeLayers }] = await Promise.all([
    import('../../config/load.ts'),
    import('../../config/merge.ts'),
  ]);
  return known(async () => {
    const { system, user } = await loadLayers(ctx, request.configPath);
    return { config: mergeLayers(system, user), system, user };
  });
}
