/** Settings of the AWS files that mean something else here, or nothing. */
import type { IniProfile } from '../../aws/ini.ts';
import { nearest } from '../../nearest.ts';
import { STORED_KEYS_SETTING } from '../../profiles/base-stored.ts';
import { skipped, together, warning } from '../finding.ts';
import type { Check, Finding } from '../types.ts';

export const settings: Check = {
  id: 'settings',
  title: 'Settings without effect',
  about:
    'settings of profiles that Sentinel does not take: role_session_name, sentinel_ keys that it does not know, keys that a sentinel_ one overrides',
  async run(_, facts) {
    const { value } = await facts.aws();
    if (!value) return skipped('The AWS files cannot be read.');
    const asked = new Set(value.profiles.map(({ name }) => name));
    const sections = value.files.profiles.filter(({ name }) => asked.has(name));
    return together(sections.flatMap(ofSection), 'Every setting of the profiles is taken.');
  },
};

const OWN = [
  STORED_KEYS_SETTING,
  'sentinel_role_arn',
  'sentinel_source_profile',
  'sentinel_external_id',
  'sentinel_mfa_serial',
  'sentinel_duration_seconds',
];

function ofSection({ name, settings: said, fileOf }: IniProfile): Finding[] {
  const at = (key: string) => `${key} of [${name}] in ${fileOf(key)}`;
  const found: Finding[] = [];
  if (said['role_session_name'] && !said['web_identity_token_file']) {
    found.push(
      warning(
        `${at('role_session_name')} is not taken: sessions are named after the caller.`,
        `Remove role_session_name from [${name}].`,
      ),
    );
  }
  for (const key of Object.keys(said)) {
    if (!key.startsWith('sentinel_') || OWN.includes(key)) continue;
    const near = nearest(key, OWN);
    const fix = near ? `Write ${near}.` : `Remove it; the keys are: ${OWN.join(', ')}.`;
    found.push(warning(`${at(key)} is no setting of Sentinel's.`, fix));
  }
  for (const key of OWN) {
    const standard = key.slice('sentinel_'.length);
    const [own, other] = [said[key], said[standard]];
    // Beside a token the standard role_arn belongs to it.
    if (key === 'sentinel_role_arn' && said['web_identity_token_file']) continue;
    if (!own || !other || own === other) continue;
    found.push(
      warning(
        `${at(standard)} is not taken: ${key} says otherwise, and wins.`,
        `Remove one of the two from [${name}].`,
      ),
    );
  }
  return found;
}
