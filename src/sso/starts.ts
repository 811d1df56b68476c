/** The sign-ins that the AWS config file knows: its sessions, and the legacy keys inside profiles. */
import { loadIniFiles } from '../aws/ini.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { checkedStart } from '../profiles/base-sso.ts';
import type { SsoStart } from './types.ts';

export interface KnownStart {
  readonly start: SsoStart;
  /** A profile of the legacy form, to name it by; null for a session. */
  readonly profile: string | null;
}

/** All of them, sessions first, each once; what lacks a start URL or a region, or has a wrong one, is left out. No network. */
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
  return [...found, ...legacy].filter(({ start }) => {
    const key = JSON.stringify(start);
    if (!isSound(start) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * One session by its name; null: there is none of that name. No network.
 * @throws SentinelError `failed` where its section lacks the start URL or the region, or has a wrong one.
 */
export async function loadSession(
  ctx: Pick<Context, 'paths'>,
  name: string,
): Promise<SsoStart | null> {
  const { awsConfig: config, awsCredentials: credentials } = ctx.paths;
  const section = (await loadIniFiles({ config, credentials })).ssoSessions.get(name);
  if (!section) return null;
  const where = `[sso-session ${name}] in ${config}`;
  for (const key of ['sso_start_url', 'sso_region']) {
    if (!section[key]) {
      throw new SentinelError('failed', `${where} has no ${key}.`, [
        `Add ${key} = ... to [sso-session ${name}]; your access portal tells it.`,
      ]);
    }
  }
  const start = startOf(name, section);
  const checked = checkedStart(start, { sso_start_url: where, sso_region: where });
  if (!('problem' in checked)) return checked;
  const { kind, message, next } = checked.problem;
  throw new SentinelError(kind, message, next);
}

const DEFAULT_SCOPES = ['sso:account:access'];

/** The keys of an `[sso-session NAME]`, or of a profile in the legacy form (name null). Unchecked. */
function startOf(
  session: string | null,
  section: Readonly<Record<string, string | undefined>>,
): SsoStart {
  const named = (section['sso_registration_scopes'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return {
    session,
    startUrl: section['sso_start_url'] ?? '',
    region: section['sso_region'] ?? '',
    scopes: session !== null && named.length > 0 ? named : DEFAULT_SCOPES,
  };
}

/** Whether it may be used at all. */
function isSound(start: SsoStart): boolean {
  return !('problem' in checkedStart(start, { sso_start_url: '', sso_region: '' }));
}
