import { describe, expect, it } from 'vitest';
import { parseApprovalPolicy } from '../../src/policy/parse.ts';
import { dump } from './dump.ts';
import { problems } from './problems-of.ts';

const WHOLE = `version: "1"
timezone: Europe/Berlin
groups: {leads: [carol, "dave@example.com"]}
trusted_principals: ["arn:aws:sts::111122223333:assumed-role/CI-*/*"]
rules:
  - name: prod
    profiles: [prod, "prod-*"]
    roles: ["arn:aws:iam::111122223333:role/Prod*"]
    accounts: ["111122223333"]
    approvers: [leads, "sre-*"]
    auto_approve:
      users: [alice]
      time: {days: [monday], hours: {start: "09:00", end: "18:00"}, timezone: America/New_York}
      max_duration: 8h
    self_approval: true
    approvals: 2
    single_use: true
  - {name: rest, approvers: [leads]}
`;
const one = (rule: string) => `version: 1\nrules:\n  - {name: a, ${rule}}\n`;

describe('an approval policy', () => {
  it('is read with all that the format has, and what holds where it is silent', async () => {
    expect(dump(await parseApprovalPolicy(WHOLE, 'x'))).toEqual({
      version: '1',
      timezone: 'Europe/Berlin',
      groups: { leads: ['carol', 'dave@example.com'] },
      trustedPrincipals: ['arn:aws:sts::111122223333:assumed-role/CI-*/*'],
      rules: [
        {
          name: 'prod',
          profiles: ['prod', 'prod-*'],
          roles: ['arn:aws:iam::111122223333:role/Prod*'],
          accounts: ['111122223333'],
          approvers: ['leads', 'sre-*'],
          autoApprove: {
            users: ['alice'],
            time: {
              days: ['monday'],
              hours: { start: 540, end: 1080 },
              timezone: 'America/New_York',
            },
            maxDuration: 28_800,
          },
          selfApproval: true,
          approvals: 2,
          singleUse: true,
        },
        {
          name: 'rest',
          approvers: ['leads'],
          selfApproval: false,
          approvals: 1,
          singleUse: false,
        },
      ],
    });
  });

  it.each<[string, string, string[]]>([
    ['nobody approves', one('profiles: [prod]'), ['3:5 an approval rule needs "approvers"']],
    ['an empty list approves', one('approvers: []'), ['3:26 approvers must not be empty']],
    [
      'auto-approved for anyone',
      one('approvers: [b], auto_approve: {}'),
      ['3:45 auto_approve needs "users"'],
    ],
    [
      'auto-approved for an empty list',
      one('approvers: [b], auto_approve: {users: []}'),
      ['3:53 users must not be empty'],
    ],
    [
      'longer than any request',
      one('approvers: [b], auto_approve: {users: [a], max_duration: 9h}'),
      ['3:72 max_duration is over the 8 hours that a request has at most'],
    ],
    [
      'a word for true',
      one('approvers: [b], self_approval: "yes"'),
      ['3:46 self_approval must be true or false, not a string'],
    ],
    [
      'no approval',
      one('approvers: [b], approvals: 0'),
      ['3:42 approvals must be a whole number from 1 on'],
    ],
    [
      'half an approval',
      one('approvers: [b], approvals: 1.5'),
      ['3:42 approvals must be a whole number from 1 on'],
    ],
    [
      'a number in quotes',
      one('approvers: [b], approvals: "2"'),
      ['3:42 approvals must be a number, not a string'],
    ],
    [
      'unknown key',
      one('approvers: [b], approver: [c]'),
      ['3:31 unknown key "approver" in an approval rule; did you mean "approvers"?'],
    ],
    [
      'unknown key in auto_approve',
      one('approvers: [b], auto_approve: {users: [a], user: [b]}'),
      ['3:58 unknown key "user" in auto_approve; did you mean "users"?'],
    ],
    [
      'two rules of one name',
      'version: 1\nrules: [{name: a, approvers: [b]}, {name: a, approvers: [b]}]',
      ['2:43 rule 1 is called "a" already'],
    ],
    [
      'a group in itself',
      'version: 1\ngroups: {a: [a]}\nrules: [{name: a, approvers: [a]}]',
      ['2:13 the group "a" holds itself, directly or through others'],
    ],
    ['no rules', 'version: 1\nrules: []', ['2:8 rules must not be empty']],
    ['not a map', '[]', ['1:1 an approval policy must be a map of keys and values, not a list']],
  ])('is refused: %s', async (_, text, expected) => {
    expect(await problems(text, parseApprovalPolicy)).toEqual(expected);
  });
});
