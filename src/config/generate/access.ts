import type { Targets } from './targets.ts';
import { PLACEHOLDER, type Template } from './template.ts';
import { yamlList, yamlText } from './yaml-text.ts';

/** policy.yaml: who gets credentials for what. */
export function accessFile(template: Template, targets: Targets): string {
  return `# Who gets credentials for what. The first rule that matches decides; what none matches is denied.
#   after each change:       sentinel config validate --strict
#   what it says to whom:    sentinel policy explain --profile NAME --user NAME
version: "1"

# The zone of all windows below, as the IANA calls it: Europe/Berlin, America/New_York, ...
timezone: UTC

# Names of IAM users and of sign-ins of IAM Identity Center: "sentinel whoami" shows yours.
# An entry may be a glob ("sre-*"), and a group may hold groups.
groups:
  developers: [replace-me-developer] # ${PLACEHOLDER}: your people
  admins: [replace-me-admin] # ${PLACEHOLDER}: your people

# Where requests, emergencies and sessions are recorded: in a file on each machine. That is a record, not a
# control, for its owner can change it.
ledger: local
${pins(targets)}
rules:
${production(template, targets)}
  - name: everyday
    effect: allow
    conditions:
${everyday(targets)}
      users: [developers, admins]

  # Everything else is denied. In an emergency the break-glass policy may let somebody past this rule;
  # a rule that says "breakglass: never" lets nobody past.
  - name: everything-else
    effect: deny
    conditions: {}
    reason: no rule is for this
    breakglass: allowed
`;
}

/** Who may edit the AWS config could point a profile at another role: a pinned one leads nowhere else. */
function pins({ production, other, left }: Targets): string {
  const all = [...production, ...other];
  const notes = left.map(({ profile, why }) => `\n# Left out: ${yamlText(profile)} (${why}).`);
  if (all.length === 0) return notes.join('') && `${notes.join('')}\n`;
  const lines = all.map(({ profile, roleArn }) => `\n  ${yamlText(profile)}: ${yamlText(roleArn)}`);
  return `
# The role that each profile must lead to, taken from the AWS config. The AWS config is its owner's to
# edit; a profile that leads anywhere else than here is denied.
targets:${lines.join('')}${notes.join('')}
`;
}

function production(template: Template, targets: Targets): string {
  const where = targets.production.length
    ? `      # Taken by their names for production: check this.
      profiles:${yamlList(profilesOf(targets.production), 6)}`
    : `      # ${PLACEHOLDER}: the roles of your production account, by their ARNs.
      roles: ["arn:aws:iam::111122223333:role/Prod*"]`;
  if (template === 'basic') {
    return `  - name: production
    effect: allow
    conditions:
${where}
      users: [admins]
      time:
        days: [monday, tuesday, wednesday, thursday, friday]
        hours: { start: "08:00", end: "18:00" }
    max_duration: 30m
`;
  }
  return `  # Needs an approved request: who approves stands in approvals.yaml.
  - name: production
    effect: require_approval
    conditions:
${where}
      users: [developers, admins]
    reason: production needs an approval
    max_duration: 1h
`;
}

function everyday({ other }: Targets): string {
  if (other.length) return `      profiles:${yamlList(profilesOf(other), 6)}`;
  return `      # ${PLACEHOLDER}: the accounts that are not production.
      accounts: ["444455556666"]`;
}

function profilesOf(targets: Targets['production']): string[] {
  return targets.map(({ profile }) => profile);
}
