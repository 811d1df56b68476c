import type { Targets } from './targets.ts';
import { PLACEHOLDER, type Template } from './template.ts';
import { yamlList } from './yaml-text.ts';

/** approvals.yaml: who may approve what. */
export function approvalsFile(template: Template, targets: Targets): string {
  const auto = `
    # During the day these people need nobody, for short requests; recorded all the same.
    auto_approve:
      users: [admins]
      time:
        days: [monday, tuesday, wednesday, thursday, friday]
        hours: { start: "08:00", end: "18:00" }
      max_duration: 1h
`;
  return `# Who may approve a request. The first rule that matches speaks; without one nobody can approve.
# Nobody approves a request of his own, unless a rule says self_approval: true.
version: "1"
timezone: UTC

groups:
  admins: [replace-me-admin] # ${PLACEHOLDER}: your people, as in policy.yaml
  approvers: [replace-me-approver, replace-me-second-approver] # ${PLACEHOLDER}: who approves

rules:
  - name: production
${rolesOf(targets)}
    approvers: [approvers]
    approvals: 1 # how many different people it takes
${template === 'full' ? auto : ''}`;
}

/** breakglass.yaml: who may get in without an approval in an emergency. */
export function breakglassFile(targets: Targets): string {
  return `# Who may break glass: get in at once, with a reason that is recorded and told to others.
# The first rule whose profiles and users match speaks.
version: "1"
timezone: UTC

groups:
  on-call: [replace-me-on-call] # ${PLACEHOLDER}: who is on call
  security: [replace-me-security] # ${PLACEHOLDER}: who watches

rules:
  - name: production
${rolesOf(targets)}
    users: [on-call]
    allowed_reason_codes: [incident, security, recovery]
    max_duration: 1h # 4h at most
    # A glob that the ticket's number must match; leave it out where there are no tickets.
    ticket: "INC-*"
    # Told before anybody gets in. "required": if no alert gets through there is no access.
    alert:
      - sns: "arn:aws:sns:us-east-1:111122223333:replace-me" # ${PLACEHOLDER}: your topic
    notify: required
    closers: [security] # who else may end an emergency
`;
}

/** ratelimits.yaml: how often glass may be broken. */
export function rateLimitsFile(): string {
  return `# How often glass may be broken. The first rule whose profiles match speaks; no profiles: all.
version: "1"

rules:
  - name: everywhere
    cooldown: 30m # from one emergency of a person to the next
    max_per_user: 3
    max_per_profile: 10
    quota_window: 24h # in which the two above, and this one, are counted:
    escalation_threshold: 2 # from that many of one person on, others are told with more urgency
`;
}

/** By role, not by profile: a profile is a name that its owner may point elsewhere. */
function rolesOf({ production }: Targets): string {
  if (production.length === 0) {
    return `    # ${PLACEHOLDER}: the roles of your production account, by their ARNs.
    roles: ["arn:aws:iam::111122223333:role/Prod*"]`;
  }
  const roles = [...new Set(production.map(({ roleArn }) => roleArn))];
  return `    roles:${yamlList(roles, 4)}`;
}
