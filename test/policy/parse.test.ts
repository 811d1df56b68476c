import { describe, expect, it } from 'vitest';
import { parseAccessPolicy, parseBreakglassPolicy } from '../../src/policy/parse.ts';
import { dump } from './dump.ts';
import { rule } from './one-rule.ts';
import { problems } from './problems-of.ts';
import { SPEC } from './spec-policy.ts';

describe('an access policy', () => {
  it('is read with all that the format has', async () => {
    expect(dump(await parseAccessPolicy(SPEC, 'file:p.yaml'))).toEqual({
      version: '1',
      timezone: 'Europe/Berlin',
      groups: { 'security-team': ['alice', 'bob@example.com'] },
      trustedPrincipals: ['arn:aws:sts::111122223333:assumed-role/CI-*/*'],
      targets: { prod: 'arn:aws:iam::111122223333:role/ProdAdmin' },
      ledger: 'local',
      rules: [
        {
          name: 'prod-approval',
          effect: 'require_approval',
          conditions: {
            profiles: ['prod', 'prod-*'],
            users: ['dev-*', 'security-team'],
            principals: ['arn:aws:sts::*:assumed-role/AWSReservedSSO_*/*'],
            roles: ['arn:aws:iam::111122223333:role/Prod*'],
            accounts: ['111122223333'],
            mode: ['server', 'cli', 'credential_process'],
            time: {
              days: ['monday', 'friday'],
              hours: { start: 540, end: 1080 },
              timezone: 'America/New_York',
            },
          },
          reason: 'text shown to the user and logged',
          maxDuration: 1800,
          maxServerDuration: 900,
          sessionTable: 'sentinel-sessions',
          breakglass: 'allowed',
          unstamped: 'allow',
        },
      ],
    });
  });

  it('is read from JSON, with CRLF, with a byte order mark, with aliases', async () => {
    const least = {
      version: '1',
      groups: {},
      trustedPrincipals: [],
      targets: {},
      rules: [{ name: 'a', effect: 'deny', conditions: {} }],
    };
    for (const text of [
      JSON.stringify({ version: 1, rules: least.rules }),
      'version: 1\r\nrules:\r\n- name: a\r\n  effect: deny\r\n  conditions: {}\r\n',
      '\ufeffversion: 1\nrules: [{name: a, effect: deny, conditions: {}}]',
      'version: &one 1\nrules: [{name: a, effect: deny, conditions: {}}]\n',
    ]) {
      expect(dump(await parseAccessPolicy(text, 'x'))).toEqual(least);
    }
    const aliased = rule('conditions: {profiles: &p [dev, prod]}', 'reason: x').concat(
      '\n  - {name: b, effect: deny, conditions: {profiles: *p}}',
    );
    const { rules } = await parseAccessPolicy(aliased, 'x');
    expect(rules[1]?.conditions.profiles).toEqual(['dev', 'prod']);
  });

  it('keeps keys that every object has as plain names', async () => {
    const text =
      'version: 1\ngroups: {__proto__: [a], constructor: [b]}\nrules: [{name: a, effect: deny, conditions: {}}]';
    const { groups } = await parseAccessPolicy(text, 'x');
    expect(Object.keys(groups)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['0']).toBeUndefined();
  });
});

describe('a break-glass policy', () => {
  it('is read with its defaults', async () => {
    const text = `version: 1
rules:
  - name: oncall
    profiles: [prod]
    users: [alice]
    ticket: "INC-*"
    max_duration: 2h
    allowed_reason_codes: [incident, security]
    alert: [{sns: "arn:aws:sns:us-east-1:111122223333:alarms"}, {webhook: "https://hooks.example/x", secret: "keychain:hook"}]
  - {name: all, users: ["*"], notify: best_effort, closers: [bob]}
`;
    const { rules } = await parseBreakglassPolicy(text, 'x');
    expect(rules).toEqual([
      {
        name: 'oncall',
        profiles: ['prod'],
        users: ['alice'],
        ticket: 'INC-*',
        maxDuration: 7200,
        allowedReasonCodes: ['incident', 'security'],
        alert: [
          { sns: 'arn:aws:sns:us-east-1:111122223333:alarms' },
          { webhook: 'https://hooks.example/x', secret: 'keychain:hook' },
        ],
        notify: 'required',
        closers: [],
      },
      {
        name: 'all',
        users: ['*'],
        maxDuration: 14_400,
        allowedReasonCodes: [],
        alert: [],
        notify: 'best_effort',
        closers: ['bob'],
      },
    ]);
  });

  it.each<[string, string, string]>([
    ['nobody named', 'users: []', '3:13 users must not be empty'],
    ['users missing', 'ticket: x', '3:5 a break-glass rule needs "users"'],
    [
      'over 4 hours',
      'users: [a], max_duration: 4h1s',
      '3:32 max_duration is over the 4 hours that break-glass has at most',
    ],
    [
      'reason code',
      'users: [a], allowed_reason_codes: [incidents]',
      '3:41 a reason code cannot be "incidents"; did you mean incident?',
    ],
    [
      'plain http',
      'users: [a], alert: [{webhook: "http://hooks.example"}]',
      '3:36 webhook must be an https address',
    ],
    ['topic', 'users: [a], alert: [{sns: alarms}]', "3:32 sns must be a topic's ARN"],
    ['neither topic nor webhook', 'users: [a], alert: [{}]', '3:26 an alert needs "sns"'],
  ])('%s', async (_, fields, expected) => {
    const found = await problems(
      `version: 1\nrules:\n  - {${fields}, name: a}`,
      parseBreakglassPolicy,
    );
    expect(found).toEqual([expected]);
  });
});
