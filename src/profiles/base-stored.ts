/**
 * `sentinel_keys = NAME`: long-term keys that rest in Sentinel's own key store. AWS's tools ignore the
 * setting, so that nothing is left for them to go round Sentinel with. Pure.
 */
import type { IniProfile } from '../aws/ini.ts';
import { isKeysName } from '../stored-keys/name.ts';
import { type BaseAnswer, badSetting, found } from './problem.ts';

export const STORED_KEYS_SETTING = 'sentinel_keys';

/** The base of a profile that has the setting. It comes before every other: `sentinel_*` keys win. */
export function storedBase({ name, settings, fileOf }: IniProfile): BaseAnswer {
  const keys = settings[STORED_KEYS_SETTING] ?? '';
  const place = `${STORED_KEYS_SETTING} of [${name}] in ${fileOf(STORED_KEYS_SETTING)}`;
  if (!isKeysName(keys)) {
    return badSetting(
      `${place} cannot be the name of stored keys: ${keys}.`,
      'Use the name that the keys were added under: sentinel keys list',
    );
  }
  const source = settings['sentinel_source_profile'];
  if (source !== undefined && source !== name) {
    return badSetting(
      `[${name}] has both ${STORED_KEYS_SETTING} and sentinel_source_profile, and only one of them can be its base.`,
      `Keep one of them in [${name}].`,
    );
  }
  return found({
    kind: 'stored',
    keys,
    profile: name,
    label: `the stored keys "${keys}"`,
    key: `stored:${keys}`,
  });
}
