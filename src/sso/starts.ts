/** The sign-ins that the AWS config file knows: its sessions, and the legacy keys inside profiles. */
import { type IniSection, loadIniFiles } from '../aws/ini.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { SsoStart } from './types.ts';

export interface KnownStart {
  readonly start: SsoStart;
  /** A profile of the legacy form, to name it by; null for a session. */
  readonly profile: string | null;
}

/** All of them, sessions first, each once; what lacks a start URL or a region is left out. No network. */
export async function loadStarts(ctx: Pick<Context, 'paths'>): Promise<KnownStart[]> {
  const { awsConfig: config, awsCredentials: credentials } = ctx.paths;
  const files = await loadIniFiles({ config, credentials });
  const found = [...files.ssoSessions].map(([name, section]) => ({
    start: startOf(name, section),
    profile: null,
  }));
  const legacy = files.profiles
    .filter(({ settings }) => settings['sso_session'] === undefined)
    .map(({ name, settings }) => ({ start: startOf(null, settings), profile: name }));
  const seen = new Set<string>();
  return [...found, ...legacy].filter((one): one is KnownStart => {
    if (one.start === null) return false;
    const key = JSON.stringify(one.start);
    return !seen.has(key) && Boolean(seen.add(key));
  });
}

/**
 * One session by its name; null: there is none of that name. No network.
 * @throws SentinelError `failed` where its section lacks the start URL or the region.
 */
export async function loadSession(
  ctx: Pick<Context, 'paths'>,
  name: string,
): Promise<SsoStart | null> {
  const { awsConfig: config, awsCredentials: credentials } = ctx.paths;
  const { ssoSessions } = await loadIniFiles({ config, credentials });
  const section = ssoSessions.get(name);
  if (!section) return null;
  const start = startOf(name, section);
  if (start) return start;
  const missing = section['sso_start_url'] ? 'sso_region' : 'sso_start_url';
  throw new SentinelError('failed', `[sso-session ${name}] in ${config} has no ${missing}.`, [
    'Add it; your administrator, or the access portal, tells it.',
  ]);
}

const DEFAULT_SCOPES = ['sso:account:access'];

/**
 * A start from the keys of an `[sso-session NAME]`, or of a profile in the legacy form (name null), which
 * has no scopes. Null where `sso_start_url` or `sso_region` is missing. Pure.
 */
export function startOf(
  session: string | null,
  section: IniSection | Readonly<Record<string, string | undefined>>,
): SsoStart | null {
  const { sso_start_url: startUrl, sso_region: region } = section;
  if (!startUrl || !region) return null;
  const named = (section['sso_registration_scopes'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (session === null) return { session, startUrl, region, scopes: [] };
  return { session, startUrl, region, scopes: named.length > 0 ? named : DEFAULT_SCOPES };
}
