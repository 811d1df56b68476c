/**
 * A profile as every AWS SDK asks Sentinel for it. SDKs prefer `role_arn`, `sso_*`, keys and web identity
 * to `credential_process`, and would go past Sentinel without a stamp: so the section holds none of these,
 * but `sentinel_*` keys that they ignore, and the base credentials stand in a section of their own. Pure.
 */
import { SentinelError } from '../../errors.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/** What the section is made from. */
export interface ProfileWish {
  readonly name: string;
  /** What the AWS files say of it now; null: nothing. */
  readonly settings: Settings | null;
  /** Names that are taken. */
  readonly taken: readonly string[];
  /** In place of the role that the files tell. */
  readonly roleArn?: string;
  /** In place of the source that the files tell. */
  readonly source?: string;
  readonly region?: string;
  /** The value of `credential_process`. */
  readonly process: string;
}

/** Keys of a base that is a sign-in, a token or another tool, and can be moved as it stands. */
const BASE_KEYS = [
  'sso_session',
  'sso_start_url',
  'sso_region',
  'sso_registration_scopes',
  'sso_account_id',
  'sso_role_name',
  'credential_source',
  'web_identity_token_file',
  'role_session_name',
];

/**
 * The text for the AWS config file, with comments that say what else to do.
 * @throws SentinelError `usage` for a name that AWS's tools cannot read as a section.
 */
export function profileSection(wish: ProfileWish): string {
  const { name } = wish;
  if (!/^[\w@+.%:/-]+$/.test(name)) {
    throw new SentinelError(
      'usage',
      `AWS's tools read no section of the name "${name}": only letters, digits and _ @ + . % : / - can stand in it.`,
    );
  }
  const settings = wish.settings ?? {};
  const base = wish.source === undefined ? baseOf(wish, settings) : { name: wish.source, text: '' };
  const role = roleOf(wish, settings);
  const lines = [
    ...(role.known ? [] : [`# ${PLACE} a role that [${base.name}] may assume.`]),
    header(name),
    ...setting('region', wish.region ?? settings['region']),
    ...setting('sentinel_role_arn', role.arn),
    ...setting('sentinel_source_profile', base.name),
    ...setting('sentinel_external_id', either(settings, 'external_id')),
    ...setting('sentinel_mfa_serial', either(settings, 'mfa_serial')),
    ...setting('sentinel_duration_seconds', either(settings, 'duration_seconds')),
    ...setting('credential_process', wish.process),
  ];
  return `# The role must let its caller do sts:AssumeRole and sts:SetSourceIdentity.
${wish.settings ? `# In place of [${name}] in the AWS config file; what else stood there and names credentials must go.\n` : ''}${lines.join('\n')}
${base.text}`;
}

const PLACE = 'PLACEHOLDER:';

/** Where the base credentials stand: another profile already, or a section made from this one. */
function baseOf(wish: ProfileWish, settings: Settings): { name: string; text: string } {
  const source = settings['sentinel_source_profile'] ?? settings['source_profile'];
  if (source !== undefined && source !== wish.name) return { name: source, text: '' };
  const name = freeName(`${wish.name}-base`, wish.taken);
  if (settings['aws_access_key_id']) {
    const what = `\n# Rename [${wish.name}] to [${name}] where its keys stand: tools prefer keys to a credential_process.\n`;
    return { name, text: what };
  }
  const kept = BASE_KEYS.filter((key) => settings[key] !== undefined);
  const webRole = settings['web_identity_token_file'] ? settings['role_arn'] : undefined;
  const tool = kept.length === 0 ? otherTool(settings, wish.process) : undefined;
  const lines = [
    ...setting('region', settings['region']),
    ...setting('role_arn', webRole),
    ...kept.flatMap((key) => setting(key, settings[key])),
    ...setting('credential_process', tool),
  ];
  if (kept.length === 0 && tool === undefined) {
    return {
      name,
      text: `\n# ${PLACE} the profile that holds your own credentials.\n# ${header(name)}\n`,
    };
  }
  return { name, text: `\n${[header(name), ...lines].join('\n')}\n` };
}

function otherTool(settings: Settings, ours: string): string | undefined {
  const command = settings['credential_process'];
  return settings['sentinel_role_arn'] === undefined && command !== ours ? command : undefined;
}

function roleOf(wish: ProfileWish, settings: Settings): { arn: string; known: boolean } {
  const standard = settings['web_identity_token_file'] ? undefined : settings['role_arn'];
  const known = wish.roleArn ?? settings['sentinel_role_arn'] ?? standard;
  const account = settings['sso_account_id'] ?? '111122223333';
  return { arn: known ?? `arn:aws:iam::${account}:role/REPLACE-ME`, known: known !== undefined };
}

function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  for (let i = 2; taken.includes(name); i++) name = `${wanted}-${i}`;
  return name;
}

function either(settings: Settings, key: string): string | undefined {
  return settings[`sentinel_${key}`] ?? settings[key];
}

function setting(key: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${key} = ${value}`];
}

function header(name: string): string {
  return name === 'default' ? '[default]' : `[profile ${name}]`;
}
