/**
 * The profiles of the story, in the order of the console's rows, and the AWS files they stand in. The
 * policies of `policies.ts` give each of them its verdict.
 */
import { startUrl } from '../sso/start-url.ts';
import { DEV, mfaSerial, PROD, REGION, role, STAGING } from './accounts.ts';

export interface ProfileSketch {
  readonly name: string;
  /**
   * `process`: the form for AWS's own tools, with `credential_process` and `sentinel_*` keys.
   * `sso`: role credentials of the portal alone, which can carry no stamp. `sso-role`: those, and from
   * there the role.
   */
  readonly form: 'role' | 'process' | 'sso' | 'sso-role';
  /** The target; null where nothing can carry a stamp. */
  readonly roleArn: string | null;
  /** The profile that `role` comes from; default: the person's own keys. */
  readonly source?: string;
  /** Asks for a code of the person's own device. */
  readonly mfa?: true;
  /** What one signs in to. */
  readonly sso?: { readonly account: string; readonly permissionSet: string };
}

export const PROFILES: readonly ProfileSketch[] = [
  { name: 'dev', form: 'role', roleArn: role(DEV, 'Developer') },
  { name: 'staging', form: 'role', roleArn: role(STAGING, 'Developer') },
  { name: 'prod', form: 'role', roleArn: role(PROD, 'ProdAdmin') },
  { name: 'prod-db', form: 'role', roleArn: role(PROD, 'DatabaseAdmin') },
  { name: 'prod-readonly', form: 'role', roleArn: role(PROD, 'ReadOnly') },
  { name: 'prod-payments', form: 'role', roleArn: role(PROD, 'Payments') },
  { name: 'prod-org', form: 'role', roleArn: role(PROD, 'OrganizationAdmin') },
  { name: 'day-deploy', form: 'role', roleArn: role(STAGING, 'Deployer') },
  { name: 'night-deploy', form: 'role', roleArn: role(STAGING, 'Deployer') },
  { name: 'dev-tools', form: 'process', roleArn: role(DEV, 'Developer') },
  {
    name: 'staging-logs',
    form: 'sso-role',
    roleArn: role(STAGING, 'LogReader'),
    sso: { account: DEV, permissionSet: 'Engineer' },
  },
  { name: 'staging-migrate', form: 'role', roleArn: role(STAGING, 'Migrator'), source: 'dev' },
  { name: 'prod-billing', form: 'role', roleArn: role(PROD, 'Billing'), mfa: true },
  {
    name: 'analytics',
    form: 'sso',
    roleArn: null,
    sso: { account: DEV, permissionSet: 'Analyst' },
  },
];

/**
 * `~/.aws/config` of one person; the person's own name is the profile of the long-term keys.
 * @param url where this home's sandbox answers: its portal is what one signs in to.
 */
export function awsConfig(person: string, url: string): string {
  const sections = PROFILES.map((profile) => section(profile, person));
  sections.push(`[profile ${person}]\nregion = ${REGION}\n`);
  sections.push(
    `[sso-session company]\nsso_start_url = ${startUrl(url, person)}\nsso_region = ${REGION}\nsso_registration_scopes = sso:account:access\n`,
  );
  return `# Written by sentinel's sandbox.\n${sections.join('\n')}`;
}

/** `~/.aws/credentials` of one person. */
export function awsCredentials(person: string, key: { id: string; secret: string }): string {
  return `# Written by sentinel's sandbox; these keys mean nothing outside it.
[${person}]
aws_access_key_id = ${key.id}
aws_secret_access_key = ${key.secret}
`;
}

function section(profile: ProfileSketch, person: string): string {
  return `[profile ${profile.name}]\nregion = ${REGION}\n${settings(profile, person).join('\n')}\n`;
}

function settings(profile: ProfileSketch, person: string): string[] {
  const { name, form, roleArn, sso } = profile;
  const signIn = [
    'sso_session = company',
    `sso_account_id = ${sso?.account}`,
    `sso_role_name = ${sso?.permissionSet}`,
  ];
  switch (form) {
    case 'role':
      return [
        `role_arn = ${roleArn}`,
        `source_profile = ${profile.source ?? person}`,
        ...(profile.mfa ? [`mfa_serial = ${mfaSerial(person)}`] : []),
      ];
    case 'process':
      // AWS's tools would prefer role_arn to credential_process and go past Sentinel, so it is spelt otherwise.
      return [
        `credential_process = sentinel credentials --sandbox --as ${person} --profile ${name}`,
        `sentinel_role_arn = ${roleArn}`,
        `sentinel_source_profile = ${person}`,
      ];
    case 'sso':
      return signIn;
    case 'sso-role':
      return [...signIn, `sentinel_role_arn = ${roleArn}`];
  }
}
