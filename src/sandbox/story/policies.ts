/**
 * What stands in Parameter Store when the story begins. The two deploy profiles have the two halves of
 * the day: whenever somebody starts, one is open with an end and the other shut with an opening time.
 */
import { PROFILES } from './profiles.ts';

const targets = PROFILES.filter((one) => one.roleArn !== null)
  .map((one) => `  ${one.name}: "${one.roleArn}"`)
  .join('\n');

export const ACCESS_POLICY = `version: "1"
timezone: UTC
ledger: local
groups:
  oncall: [alice, bob, alice@company.example, bob@company.example]
targets:
${targets}
rules:
  - name: dev-for-everyone
    effect: allow
    conditions: {profiles: [dev, dev-tools]}
    reason: Development is open to everyone
    breakglass: never
  - name: staging-oncall
    effect: allow
    conditions: {profiles: [staging], users: [oncall]}
    reason: Whoever is on call may look after staging
    max_duration: 2h
  - name: prod-needs-approval
    effect: require_approval
    conditions: {profiles: [prod], users: [oncall]}
    reason: Production needs a second pair of eyes
    max_duration: 30m
  - name: prod-databases-served
    effect: require_server
    conditions: {profiles: [prod-db], users: [oncall]}
    reason: Database access must be revocable at once
    max_server_duration: 15m
  - name: prod-read
    effect: allow
    conditions: {profiles: [prod-readonly], users: [oncall]}
    reason: Reading production needs nobody's leave
    max_duration: 1h
  - name: payments-tracked
    effect: require_server_session
    conditions: {profiles: [prod-payments], users: [oncall]}
    reason: Every payment session is tracked
  - name: organisation-closed
    effect: deny
    conditions: {profiles: [prod-org]}
    reason: The organisation's account is run from its own pipeline
    breakglass: never
  - name: deploy-by-day
    effect: allow
    conditions:
      profiles: [day-deploy]
      users: [oncall]
      time: {hours: {start: "06:00", end: "18:00"}}
    reason: Deployments while people are awake
  - name: deploy-by-night
    effect: allow
    conditions:
      profiles: [night-deploy]
      users: [oncall]
      time: {hours: {start: "18:00", end: "06:00"}}
    reason: Nightly batch deployments
  - name: deploy-outside-hours
    effect: deny
    conditions: {profiles: [day-deploy, night-deploy]}
    reason: Deployments wait for their window
    breakglass: allowed
  - name: own-keys
    effect: allow
    conditions: {profiles: [alice, bob, dave], accounts: ["111122223333"]}
    reason: Your own long-term keys, which cannot carry a stamp
  - name: logs-signed-in
    effect: allow
    conditions: {profiles: [staging-logs], users: [oncall]}
    reason: Whoever signed in and is on call may read staging's logs
  - name: migrations
    effect: allow
    conditions: {profiles: [staging-migrate], users: [oncall]}
    reason: Migrations go through the developer's role
  - name: billing-with-mfa
    effect: allow
    conditions: {profiles: [prod-billing], users: [oncall]}
    reason: Billing wants a second factor
  - name: analytics-signed-in
    effect: allow
    conditions: {profiles: [analytics], accounts: ["111122223333"]}
    reason: Analysts sign in through the company's portal
  - name: everything-else
    effect: deny
    conditions: {}
    reason: No rule lets you in here
    breakglass: allowed
`;

export const BREAKGLASS_POLICY = `version: "1"
timezone: UTC
groups:
  oncall: [alice, bob, alice@company.example, bob@company.example]
rules:
  - name: oncall-emergency
    profiles: [prod]
    users: [oncall]
    allowed_reason_codes: [incident, security, recovery]
    max_duration: 2h
    ticket: "INC-*"
    notify: best_effort
    closers: [bob]
  - name: deploy-emergency
    profiles: [day-deploy, night-deploy]
    users: [oncall]
    max_duration: 1h
    notify: best_effort
`;

export const APPROVAL_POLICY = `version: "1"
timezone: UTC
groups:
  leads: [bob, bob@company.example]
rules:
  - name: prod-by-leads
    profiles: [prod]
    approvers: [leads]
`;

export const RATE_LIMITS = `version: "1"
rules:
  - name: emergencies
    profiles: ["*"]
    cooldown: 30m
    max_per_user: 3
    max_per_profile: 10
    quota_window: 24h
    escalation_threshold: 2
`;

/** Sentinel's own configuration in the sandbox's home. */
export const SENTINEL_CONFIG = `# Written by sentinel's sandbox.
version: "1"
policy: ssm:/sentinel/policies/default
approvals: ssm:/sentinel/approvals/default
breakglass: ssm:/sentinel/breakglass/default
ratelimits: ssm:/sentinel/ratelimits/default
regions: [eu-central-1, us-east-1]
`;

/** Parameter names with their texts. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  '/sentinel/policies/default': ACCESS_POLICY,
  '/sentinel/approvals/default': APPROVAL_POLICY,
  '/sentinel/breakglass/default': BREAKGLASS_POLICY,
  '/sentinel/ratelimits/default': RATE_LIMITS,
};
