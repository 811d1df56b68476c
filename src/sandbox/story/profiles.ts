/**
 * The profiles of the story, in the order of the console's rows, and the AWS files they stand in. The
 * policies of `policies.ts` give each of them its verdict.
 */
import { DEV, PROD, REGION, role, STAGING } from './accounts.ts';

export interface ProfileSketch {
  readonly name: string;
  /** `process`: the form for AWS's own tools, with `credential_process` and `sentinel_*` keys. */
  readonly form: 'role' | 'process' | 'sso';
  readonly roleArn: string;
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
  { name: 'analytics', form: 'sso', roleArn: role(DEV, 'Analyst') },
];

/** `~/.aws/config` of one person; the person's own name is the profile of the long-term keys. */
export function awsConfig(person: string): string {
  const sections = PROFILES.map((profile) => section(profile, person));
  sections.push(`[profile ${person}]\nregion = ${REGION}\n`);
  sections.push(
    `[sso-session company]\nsso_start_url = https://company.awsapps.com/start\nsso_region = ${REGION}\nsso_registration_scopes = sso:account:access\n`,
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
  const head = `[profile ${profile.name}]\nregion = ${REGION}\n`;
  switch (profile.form) {
    case 'role':
      return `${head}role_arn = ${profile.roleArn}\nsource_profile = ${person}\n`;
    case 'process':
      // AWS's tools would prefer role_arn to credential_process and go past Sentinel, so it is spelt otherwise.
      return `${head}credential_process = sentinel credentials --sandbox --as ${person} --profile ${profile.name}\nsentinel_role_arn = ${profile.roleArn}\nsentinel_source_profile = ${person}\n`;
    case 'sso':
      return `${head}sso_session = company\nsso_account_id = ${profile.roleArn.split(':')[4]}\nsso_role_name = ${profile.roleArn.split('/').at(-1)}\n`;
  }
}
