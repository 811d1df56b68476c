/** The AWS config and credentials files, read by the AWS SDK's own loader. */
import { readFile } from 'node:fs/promises';
import { SentinelError } from '../errors.ts';

/** A section's keys and values, as the file has them. */
export type IniSection = Readonly<Record<string, string>>;

export interface IniProfile {
  readonly name: string;
  /** Both files together; the credentials file wins, as in every AWS SDK. Undefined: not set. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** The file that a key's value comes from. */
  fileOf(key: string): string;
}

export interface IniFiles {
  /** In file order: config first, then what only the credentials file has. */
  readonly profiles: readonly IniProfile[];
  readonly ssoSessions: Readonly<Record<string, IniSection>>;
}

/**
 * Reads both files; a file that is absent counts as empty.
 * @throws SentinelError `failed` where a file is there and cannot be read (the SDK's loader would take
 *   it for empty, and a profile would seem not to exist).
 */
export async function loadIniFiles(paths: {
  config: string;
  credentials: string;
}): Promise<IniFiles> {
  const [config, credentials] = await Promise.all([
    sectionNames(paths.config),
    sectionNames(paths.credentials),
  ]);
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const files = await loadSharedConfigFiles({
    configFilepath: paths.config,
    filepath: paths.credentials,
    // The loader remembers a file for the life of the process; the console lives for days.
    ignoreCache: true,
  });
  const profiles = new Map<string, IniProfile>();
  const ssoSessions: Record<string, IniSection> = {};
  for (const [name, section] of inOrder(files.configFile, config)) {
    if (name.startsWith('sso-session.')) ssoSessions[name.slice(12)] = known(section);
    else if (!name.startsWith('services.')) {
      profiles.set(name, { name, settings: section, fileOf: () => paths.config });
    }
  }
  for (const [name, section] of inOrder(files.credentialsFile, credentials)) {
    const before = profiles.get(name);
    profiles.set(name, {
      name,
      settings: { ...before?.settings, ...section },
      fileOf: (key) => (before && !Object.hasOwn(section, key) ? paths.config : paths.credentials),
    });
  }
  return { profiles: [...profiles.values()], ssoSessions };
}

/** Headers in the order they stand; an object would put names of digits first. */
async function sectionNames(path: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new SentinelError(
      'failed',
      `${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      ['Check its permissions, or name another file with AWS_CONFIG_FILE.'],
      cause,
    );
  }
  const headers = text.matchAll(/^\s*\[\s*(?:profile\s+)?["']?(.+?)["']?\s*\]/gm);
  const names = [...headers].map((match) => match[1] ?? '');
  if (names.includes('__proto__')) {
    // The loader refuses the whole file over it, silently.
    throw new SentinelError('failed', `${path} has a section named __proto__.`, ['Remove it.']);
  }
  return names;
}

type Sections = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

function inOrder(sections: Sections, names: readonly string[]) {
  const place = new Map(names.map((name, index) => [name, index]));
  const at = (name: string) => place.get(name) ?? names.length;
  return Object.entries(sections).sort(([a], [b]) => at(a) - at(b));
}

function known(section: Readonly<Record<string, string | undefined>>): IniSection {
  return Object.fromEntries(
    Object.entries(section).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
