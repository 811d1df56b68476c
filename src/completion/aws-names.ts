/**
 * Names that stand in the AWS files, by a reader that is light enough for each press of Tab: no more than
 * the headers and the regions. The AWS SDK's own loader (aws/ini.ts) decides what is used. Pure.
 */

/** What the loader takes as a profile's header in the config file, between the brackets. */
const PROFILE = /^(?:profile\s(["']?)([\w@+.%:/-]+)\1|(default))$/;
const SESSION = /^sso-session\s(["']?)([\w@+.%:/-]+)\1$/;
/** Names of two words are other sections in the credentials file too. */
const OTHER = /^[\w-]+\s["']?[\w@+.%:/-]+["']?$/;

/** Profiles in file order: the config file's, then what only the credentials file has. */
export function profileNames(config: string, credentials: string): string[] {
  const named = headers(config).flatMap((text) => {
    const found = PROFILE.exec(text);
    return found?.[2] ?? found?.[3] ?? [];
  });
  const keyed = headers(credentials).filter((text) => !OTHER.test(text));
  return [...new Set([...named, ...keyed])];
}

/** The `[sso-session NAME]` sections. */
export function sessionNames(config: string): string[] {
  return [...new Set(headers(config).flatMap((text) => SESSION.exec(text)?.[2] ?? []))];
}

/** Regions that a section names. */
export function regionNames(config: string): string[] {
  const found = config.matchAll(/^[ \t]*(?:sso_)?region[ \t]*=[ \t]*([a-z0-9-]+)[ \t]*$/gm);
  return [...new Set([...found].map(([, region = '']) => region))];
}

/** Stored keys that a profile names (`sentinel_keys`). */
export function keyNames(config: string): string[] {
  const found = config.matchAll(/^[ \t]*sentinel_keys[ \t]*=[ \t]*([^\r\n]*\S)[ \t]*\r?$/gm);
  return [...new Set([...found].map(([, name = '']) => name))];
}

function headers(text: string): string[] {
  const found = text.matchAll(/^[ \t]*\[([^\r\n]*)\][ \t]*(?:[ \t][#;].*)?\r?$/gm);
  return [...found].map(([, inside = '']) => inside).filter((inside) => inside.trim() !== '');
}
