/** A policy with every key that the format has. */
export const SPEC = `version: "1"
timezone: Europe/Berlin
groups:
  security-team: [alice, "bob@example.com"]
trusted_principals: ["arn:aws:sts::111122223333:assumed-role/CI-*/*"]
targets: {prod: "arn:aws:iam::111122223333:role/ProdAdmin"}
ledger: local
rules:
  - name: prod-approval
    effect: require_approval
    conditions:
      profiles: [prod, "prod-*"]
      users: ["dev-*", security-team]
      principals: ["arn:aws:sts::*:assumed-role/AWSReservedSSO_*/*"]
      roles: ["arn:aws:iam::111122223333:role/Prod*"]
      accounts: ["111122223333"]
      mode: [server, cli, credential_process]
      time:
        days: [monday, friday]
        hours: {start: "09:00", end: "18:00"}
        timezone: America/New_York
    reason: text shown to the user and logged
    max_duration: 30m
    max_server_duration: 15m
    session_table: sentinel-sessions
    breakglass: allowed
    unstamped: allow
`;
