/** The AWS config and credentials files, read by the AWS SDK's own loader. */
import { readFileSync } from 'node:fs';
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

/** A profile that stands in a file and that the AWS SDK's loader leaves out without a word. */
export interface UnreadProfile {
  readonly name: string;
  readonly file: string;
  /** What the loader does not take: the characters of the name, or how the header is written. */
  readonly why: 'name' | 'header';
}

export interface IniFiles {
  /** In file order: config first, then what only the credentials file has. */
  readonly profiles: readonly IniProfile[];
  readonly unread: readonly UnreadProfile[];
  /** The `[sso-session NAME]` sections, by name. */
  readonly ssoSessions: ReadonlyMap<string, IniSection>;
  /** The `[services NAME]` sections, by name; keys such as `sts.endpoint_url`. */
  readonly services: ReadonlyMap<string, IniSection>;
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
  const { externalDataInterceptor, loadSharedConfigFiles } = await import('./sdk-ini.ts');
  const headers = (path: string) => {
    const text = read(path);
    if (text === null) return [];
    // The loader takes the very text whose headers are looked at.
    externalDataInterceptor.interceptFile(path, text);
    return sectionHeaders(path, text);
  };
  const [config, credentials] = [headers(paths.config), headers(paths.credentials)];
  const files = await loadSharedConfigFiles({
    configFilepath: paths.config,
    filepath: paths.credentials,
    // The loader remembers a file for the life of the process; the console lives for days.
    ignoreCache: true,
  });
  const profiles = new Map<string, IniProfile>();
  const ssoSessions = new Map<string, IniSection>();
  const services = new Map<string, IniSection>();
  for (const [name, section] of inOrder(files.configFile, config)) {
    if (name.startsWith('sso-session.')) ssoSessions.set(name.slice(12), known(section));
    else if (name.startsWith('services.')) services.set(name.slice(9), known(section));
    else profiles.set(name, { name, settings: section, fileOf: () => paths.config });
  }
  for (const [name, section] of inOrder(files.credentialsFile, credentials)) {
    const before = profiles.get(name);
    profiles.set(name, {
      name,
      settings: { ...before?.settings, ...section },
      fileOf: (key) => (before && !Object.hasOwn(section, key) ? paths.config : paths.credentials),
    });
  }
  const unread = [
    ...leftOut(config, profiles, paths.config, CONFIG_NAME),
    ...leftOut(credentials, profiles, paths.credentials, CREDENTIALS_NAME),
  ];
  return { profiles: [...profiles.values()], unread, ssoSessions, services };
}

interface Header {
  readonly name: string;
  /** Everything between the brackets. */
  readonly text: string;
}

/** What the loader reads as a profile's header in the config file, between the brackets. */
const CONFIG_NAME = /^profile\s(["']?)([\w@+.%:/-]+)\1$/;
/** In the credentials file any name is read but one of two words, which it takes for another section. */
const CREDENTIALS_NAME = /^(?!(?:[\w-]+)\s(?:["']?)[\w@+.%:/-]+["']?$)/;

/** Profiles whose header the loader does not know. One whose section is merely empty is no loss. */
function leftOut(
  headers: readonly Header[],
  profiles: ReadonlyMap<string, unknown>,
  file: string,
  readable: RegExp,
): UnreadProfile[] {
  const lost = headers.filter(
    ({ name, text }) =>
      !profiles.has(name) &&
      !readable.test(text) &&
      (readable === CREDENTIALS_NAME || /^\s*profile\s/.test(text)),
  );
  return lost.map(({ name }) => ({
    name,
    file,
    why: /^[\w@+.%:/-]+$/.test(name) ? 'header' : 'name',
  }));
}

/** Null where there is no such file. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new SentinelError(
      'failed',
      `${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      ['Check its permissions, or name another file with AWS_CONFIG_FILE.'],
      cause,
    );
  }
}

/** Headers in the order they stand; an object would put names of digits first. */
function sectionHeaders(path: string, text: string): Header[] {
  const found = text.matchAll(/^\s*\[(\s*(?:profile\s+)?["']?(.+?)["']?\s*)\]/gm);
  const headers = [...found].map(([, whole = '', name = '']) => ({ text: whole, name }));
  if (headers.some(({ name }) => name === '__proto__')) {
    // The loader refuses the whole file over it, silently.
    throw new SentinelError('failed', `${path} has a section named __proto__.`, ['Remove it.']);
  }
  return headers;
}

type Sections = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

function inOrder(sections: Sections, headers: readonly Header[]) {
  const place = new Map(headers.map(({ name }, index) => [name, index]));
  const at = (name: string) => place.get(name) ?? headers.length;
  return Object.entries(sections).sort(([a], [b]) => at(a) - at(b));
}

function known(section: Readonly<Record<string, string | undefined>>): IniSection {
  return Object.fromEntries(
    Object.entries(section).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
