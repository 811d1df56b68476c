/**
 * Profiles by which AWS's own tools come to credentials without Sentinel. SDKs prefer nearly everything to
 * a `credential_process`, so a profile that asks Sentinel may hold nothing else that names credentials.
 */
import type { IniProfile } from '../../aws/ini.ts';
import { shellWord } from '../../gate/quote.ts';
import { trustGap } from '../../gate/trust.ts';
import { callsSentinel } from '../../profiles/calls-sentinel.ts';
import type { RoleFact } from '../facts/roles.ts';
import type { Facts } from '../facts.ts';
import { count, named, skipped, together, warning } from '../finding.ts';
import type { Check, Finding } from '../types.ts';

export const bypasses: Check = {
  id: 'bypasses',
  title: 'Ways past Sentinel',
  about:
    "profiles by which AWS's own tools get credentials without Sentinel: keys beside a credential_process, [default] keys, plain role_arn profiles whose role demands no stamp",
  async run(_, facts) {
    const { value } = await facts.aws();
    if (!value) return skipped('The AWS files cannot be read.');
    // A broken profile leads nowhere, and has its own finding.
    const sound = value.profiles.filter(({ problem }) => !problem);
    const asked = new Set(sound.map(({ name }) => name));
    const sections = value.files.profiles.filter(({ name }) => asked.has(name));
    const byDefault = value.files.profiles.filter(({ name }) => name === 'default');
    const found = [
      ...sections.filter(asksSentinel).flatMap(beside),
      ...byDefault.flatMap(ofDefault),
      ...(await plainRoles(facts, sections)),
    ];
    const ours = value.files.profiles.filter(asksSentinel).length;
    return together(found, `None; ${count(ours, 'profile')} with Sentinel as credential_process.`);
  },
};

/** What SDKs take before a `credential_process` (corrections to it: the SDKs' reference guide). */
const PREFERRED = [
  'aws_access_key_id',
  'role_arn',
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'sso_role_name',
  'login_session',
];

function asksSentinel({ settings }: IniProfile): boolean {
  return callsSentinel(settings['credential_process'] ?? '');
}

function preferredIn({ settings }: IniProfile): string[] {
  return PREFERRED.filter((key) => settings[key]);
}

function beside(profile: IniProfile): Finding[] {
  const { name, fileOf } = profile;
  const keys = preferredIn(profile);
  const [first] = keys;
  if (first === undefined) return [];
  return [
    warning(
      `[${name}] in ${fileOf(first)} has ${keys.join(', ')} beside its credential_process: AWS's tools take that first, and go past Sentinel without a stamp.`,
      `Put in its place what this prints: ${anew(name)}`,
    ),
  ];
}

/** Tools that name no profile take it, and before the endpoint of a served session, too. */
function ofDefault(profile: IniProfile): Finding[] {
  const keys = preferredIn(profile);
  const other = !asksSentinel(profile) && profile.settings['credential_process'];
  if (asksSentinel(profile) || (keys.length === 0 && !other)) return [];
  const what = keys.length > 0 ? keys.join(', ') : 'credential_process';
  const file = profile.fileOf(keys[0] ?? 'credential_process');
  return [
    warning(
      `[default] in ${file} names credentials (${what}): every tool that is told no profile uses them, without Sentinel.`,
      `Rename [default] in ${file}, say to [own], and name it where it is needed: sentinel_source_profile = own`,
    ),
  ];
}

/** Where a role's trust policy demands the stamp, AWS itself refuses who comes without. */
async function plainRoles(facts: Facts, sections: readonly IniProfile[]): Promise<Finding[]> {
  const plain = sections.filter(
    (one) => one.settings['role_arn'] && !asksSentinel(one) && !isWebIdentity(one),
  );
  if (plain.length === 0) return [];
  const roles = new Map((await facts.roles()).map((role) => [role.roleArn, role]));
  const state = (one: IniProfile) => openness(roles.get(one.settings['role_arn'] ?? ''));
  const open = plain.filter((one) => state(one) === 'open').map(({ name }) => name);
  const unread = plain.filter((one) => state(one) === 'unread').map(({ name }) => name);
  return [
    ...(open.length > 0
      ? [
          warning(
            `AWS's own tools get the roles of ${named(open)} by role_arn, without Sentinel: their trust policies demand no stamp of everybody.`,
            'Demand it in each trust policy: "Condition": {"StringLike": {"sts:SourceIdentity": "sentinel=*"}}',
            `And let tools ask Sentinel: ${anew(open[0] ?? '')}`,
          ),
        ]
      : []),
    ...(unread.length > 0
      ? [
          warning(
            `AWS's own tools ask for the roles of ${named(unread)} by role_arn, without Sentinel; whether their trust policies demand a stamp could not be read.`,
            `Let tools ask Sentinel instead: ${anew(unread[0] ?? '')}`,
            'And have each trust policy demand "sts:SourceIdentity": "sentinel=*"',
          ),
        ]
      : []),
  ];
}

/** Beside a token the standard role_arn belongs to it; that is a base, not a target. */
function isWebIdentity({ settings }: IniProfile): boolean {
  return Boolean(settings['web_identity_token_file']);
}

function openness(role: RoleFact | undefined): 'open' | 'closed' | 'unread' {
  if (!role?.trust) return 'unread';
  return trustGap(role.trust.document) ? 'open' : 'closed';
}

function anew(name: string): string {
  return `sentinel config generate --template profile --profile ${shellWord(name)}`;
}
