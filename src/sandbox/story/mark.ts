import { PEOPLE } from './people.ts';
import { PARAMETERS, SENTINEL_CONFIG } from './policies.ts';
import { makeDirectory, PERMISSION_SETS } from './portal.ts';
import { awsConfig } from './profiles.ts';
import { PROD_SCP, ROLES } from './roles.ts';
import { userPolicies } from './user-policies.ts';

/** Which story this build tells: a home that was filled with another one is brought to it. */
export function storyMark(): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const story = [
    ROLES,
    PROD_SCP,
    PEOPLE.map(({ name }) => userPolicies(name)),
    PERMISSION_SETS,
    makeDirectory(),
    PARAMETERS,
    SENTINEL_CONFIG,
    awsConfig('alice', ''),
  ];
  return createHash('sha256').update(JSON.stringify(story)).digest('hex');
}
