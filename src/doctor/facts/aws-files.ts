import type { IniFiles } from '../../aws/ini.ts';
import type { Context } from '../../context.ts';
import type { ProfileSet } from '../../profiles/load.ts';
import type { Profile } from '../../profiles/types.ts';
import { type Known, known } from '../once.ts';
import type { DoctorRequest } from '../types.ts';

export interface AwsFacts {
  readonly set: ProfileSet;
  /** The sections as they stand. */
  readonly files: IniFiles;
  /** Those that are asked about: the chosen one, else all. */
  readonly profiles: readonly Profile[];
}

/** The AWS files. A chosen profile that is in neither of them is an error. */
export async function awsFacts(ctx: Context, request: DoctorRequest): Promise<Known<AwsFacts>> {
  const [{ loadProfiles }, { loadIniFiles }] = await Promise.all([
    import('../../profiles/load.ts'),
    import('../../aws/ini.ts'),
  ]);
  const { awsConfig: config, awsCredentials: credentials } = ctx.paths;
  const { profile, awsProfile } = request;
  return known(async () => {
    const [set, files] = await Promise.all([
      loadProfiles(ctx),
      loadIniFiles({ config, credentials }),
    ]);
    const profiles =
      profile === undefined ? await all(set, awsProfile) : [await set.find(profile, awsProfile)];
    return { set, files, profiles };
  });
}

async function all(set: ProfileSet, awsProfile: string | undefined): Promise<readonly Profile[]> {
  if (awsProfile === undefined) return set.profiles;
  return Promise.all(set.profiles.map(({ name }) => set.find(name, awsProfile)));
}
