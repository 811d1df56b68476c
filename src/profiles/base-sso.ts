/** IAM Identity Center (SSO): `sso_session`, and the legacy keys inside a profile. Pure. */
import type { IniProfile } from '../aws/ini.ts';
import type { SsoStart } from '../sso/types.ts';
import type { AwsFiles } from './files.ts';
import { type BaseAnswer, badSetting, found } from './problem.ts';

type Broken = Extract<BaseAnswer, { base: null }>;

/** The scope that GetRoleCredentials asks for; the AWS CLI's default too. */
const DEFAULT_SCOPES = ['sso:account:access'];

/** The base of a profile with `sso_*` keys; each broken combination says which key in which file. */
export function ssoBase(profile: IniProfile, files: AwsFiles): BaseAnswer {
  const start = startOf(profile, files);
  if ('problem' in start) return start;
  const { name, settings } = profile;
  for (const key of ['sso_account_id', 'sso_role_name']) {
    if (settings[key] === undefined) return missing(profile, key);
  }
  const account = settings['sso_account_id'] ?? '';
  const role = settings['sso_role_name'] ?? '';
  if (!/^\d{12}$/.test(account)) {
    const where = `sso_account_id of [${name}] in ${profile.fileOf('sso_account_id')}`;
    return badSetting(`${where} is not an account's 12 digits: ${account}.`);
  }
  if (!/^[\w+=,.@-]{1,64}$/.test(role)) {
    const where = `sso_role_name of [${name}] in ${profile.fileOf('sso_role_name')}`;
    return badSetting(`${where} is not the name of a permission set: ${role}.`);
  }
  const by = start.session === null ? start.startUrl : `session ${start.session}`;
  return found({
    kind: 'sso',
    start,
    account,
    role,
    profile: name,
    label: `SSO ${by} (${role} in ${account})`,
    key: `sso:${JSON.stringify([start.session, start.startUrl, start.region, account, role])}`,
  });
}

function startOf(profile: IniProfile, files: AwsFiles): SsoStart | Broken {
  const session = profile.settings['sso_session'];
  return session === undefined ? legacyStart(profile) : sessionStart(profile, session, files);
}

/** The keys of an `[sso-session]` count; a profile may repeat them, and not differ. */
function sessionStart(profile: IniProfile, session: string, files: AwsFiles): SsoStart | Broken {
  const section = files.ssoSessions.get(session);
  const where = `[sso-session ${session}] in ${files.configPath}`;
  if (!section) {
    return badSetting(
      `[${profile.name}] signs in through ${where}, which is not there.`,
      `Add it, with sso_start_url and sso_region, or run: aws configure sso-session`,
    );
  }
  for (const key of ['sso_start_url', 'sso_region']) {
    const value = section[key];
    if (value === undefined) {
      return badSetting(`${where} has no ${key}.`, `Add ${key} = ... to [sso-session ${session}].`);
    }
    const own = profile.settings[key];
    if (own !== undefined && own !== value) {
      return badSetting(
        `${key} of [${profile.name}] in ${profile.fileOf(key)} is not that of ${where}.`,
        `Remove ${key} from [${profile.name}].`,
      );
    }
  }
  const listed = (section['sso_registration_scopes'] ?? '').split(',').map((one) => one.trim());
  const scopes = listed.filter((one) => one !== '');
  return checkedStart(
    {
      session,
      startUrl: section['sso_start_url'] ?? '',
      region: section['sso_region'] ?? '',
      scopes: scopes.length > 0 ? scopes : DEFAULT_SCOPES,
    },
    { sso_start_url: where, sso_region: where },
  );
}

function legacyStart(profile: IniProfile): SsoStart | Broken {
  const { name, settings, fileOf } = profile;
  for (const key of ['sso_start_url', 'sso_region']) {
    if (settings[key] === undefined) return missing(profile, key);
  }
  return checkedStart(
    {
      session: null,
      startUrl: settings['sso_start_url'] ?? '',
      region: settings['sso_region'] ?? '',
      scopes: DEFAULT_SCOPES,
    },
    {
      sso_start_url: `[${name}] in ${fileOf('sso_start_url')}`,
      sso_region: `[${name}] in ${fileOf('sso_region')}`,
    },
  );
}

/** A start that may be used: its region becomes part of a host's name, its address is opened in a browser. */
export function checkedStart(
  start: SsoStart,
  where: { readonly sso_start_url: string; readonly sso_region: string },
): SsoStart | Broken {
  if (!/^[a-z]{2,}(?:-[a-z0-9]+){2,}$/.test(start.region)) {
    return badSetting(`sso_region of ${where.sso_region} is not a region: ${start.region}.`);
  }
  if (!isStartUrl(start.startUrl)) {
    return badSetting(
      `sso_start_url of ${where.sso_start_url} is not an https address: ${start.startUrl}.`,
      'It looks like https://d-1234567890.awsapps.com/start.',
    );
  }
  return start;
}

/** Plain http for a portal on this machine alone, as the sandbox has it. */
function isStartUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
}

function missing(profile: IniProfile, key: string): Broken {
  const { name, settings, fileOf } = profile;
  const other = Object.keys(settings).find((one) => one.startsWith('sso_')) ?? 'sso_session';
  return badSetting(
    `[${name}] in ${fileOf(other)} signs in through IAM Identity Center (${other}) and has no ${key}.`,
    `Add ${key} = ... to [${name}], or run: aws configure sso --profile ${name}`,
  );
}
