import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Access, accessKey, accessOf } from '../../../src/policy/compare/access.ts';
import {
  type AskedProfile,
  comparePolicies,
  type Question,
} from '../../../src/policy/compare/compare.ts';
import type { Person } from '../../../src/policy/compare/people.ts';
import { reportOf, type VerdictChange } from '../../../src/policy/compare/report.ts';
import { evaluate, type PreparedPolicy, prepare } from '../../../src/policy/evaluate.ts';
import type { AccessPolicy, Mode } from '../../../src/policy/types.ts';
import { instant, policy, policyOf } from '../arbitraries.ts';
import { ask, PROFILES, WEEK } from './ask.ts';

/** The other policy: of its own, or the first one with a rule taken out, so that little differs. */
const pair: fc.Arbitrary<[AccessPolicy, AccessPolicy]> = fc.oneof(
  fc.tuple(policy, policy),
  fc.tuple(policy, fc.nat()).map(([one, n]): [AccessPolicy, AccessPolicy] => {
    const rules = one.rules.filter((_, i) => one.rules.length === 1 || i !== n % one.rules.length);
    return [one, { ...policyOf(rules, one.timezone), targets: {} }];
  }),
  // A pin, and people who come to count.
  fc.tuple(policy, policy).map(([one, other]): [AccessPolicy, AccessPolicy] => [
    { ...one, targets: { prod: 'arn:aws:iam::444455556666:role/Dev' } },
    { ...other, trustedPrincipals: ['*assumed-role/Admin/*'] },
  ]),
);

/** What `evaluate` says, as it is compared. */
function access(
  prepared: PreparedPolicy,
  person: Person,
  profile: AskedProfile,
  mode: Mode,
  at: number,
): Access {
  const principal = person.at(profile.door);
  const account = profile.roleArn === null ? principal.account : profile.account;
  const request = { principal, profile: profile.name, roleArn: profile.roleArn, account, mode };
  return accessOf(evaluate(prepared, request, at), mode, profile.stampable);
}

function compare(before: AccessPolicy, after: AccessPolicy, question: Question) {
  return comparePolicies(prepare(before), prepare(after), question);
}

const short = ({ people, profiles, modes, before, after, spans, direction }: VerdictChange) =>
  JSON.stringify({
    people: people.map(({ label }) => label).sort(),
    profiles: [...profiles].sort(),
    modes,
    spans,
    ways: [accessKey(before), accessKey(after)],
    direction,
  });

const MIRROR = { gain: 'loss', loss: 'gain', other: 'other' } as const;
const mirrored = (change: VerdictChange): VerdictChange => ({
  ...change,
  before: change.after,
  after: change.before,
  direction: MIRROR[change.direction],
});

describe('comparing two policies', () => {
  it('finds nothing between equal ones', () => {
    fc.assert(
      fc.property(policy, instant, (one, from) => {
        expect(compare(one, structuredClone(one), ask([one], from))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('swaps gains and losses when the sides are swapped', () => {
    fc.assert(
      fc.property(pair, instant, ([one, other], from) => {
        const question = ask([one, other], from);
        const there = reportOf(compare(one, other, question), question);
        const back = reportOf(compare(other, one, question), question);
        expect(back.map(mirrored).map(short).sort()).toEqual(there.map(short).sort());
      }),
      { numRuns: 100 },
    );
  });

  it('reports nothing that evaluate does not confirm, at its start, at its end and between', () => {
    fc.assert(
      fc.property(pair, instant, ([one, other], from) => {
        const [before, after] = [prepare(one), prepare(other)];
        const question = ask([one, other], from);
        for (const found of comparePolicies(before, after, question)) {
          const { people, profiles, mode, differences } = found;
          for (const { before: was, after: is, spans } of differences) {
            for (const [start, end] of spans) {
              for (const at of [start, Math.floor((start + end) / 2), end - 1]) {
                for (const person of people) {
                  for (const profile of profiles) {
                    expect(access(before, person, profile, mode, at)).toEqual(was);
                    expect(access(after, person, profile, mode, at)).toEqual(is);
                  }
                }
              }
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out nothing that evaluate tells apart', () => {
    const moment = fc.record({
      person: fc.nat(),
      profile: fc.constantFrom(...PROFILES),
      mode: fc.constantFrom('cli' as const, 'server' as const, 'credential_process' as const),
      after: fc.integer({ min: 0, max: WEEK - 1 }),
    });
    const moments = fc.array(moment, { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(pair, instant, moments, ([one, other], from, asked) => {
        const [before, after] = [prepare(one), prepare(other)];
        const question = ask([one, other], from);
        const found = comparePolicies(before, after, question);
        for (const { person: n, profile, mode, after: later } of asked) {
          const person = question.people[n % question.people.length] as Person;
          const at = from + later;
          const was = accessKey(access(before, person, profile, mode, at));
          const is = accessKey(access(after, person, profile, mode, at));
          const told = found
            .filter((change) => change.mode === mode && change.people.includes(person))
            .filter((change) => change.profiles.includes(profile))
            .flatMap(({ differences }) => differences)
            .filter(({ spans }) => spans.some(([start, end]) => at >= start && at < end));
          expect(told.map((way) => [accessKey(way.before), accessKey(way.after)])).toEqual(
            was === is ? [] : [[was, is]],
          );
        }
      }),
      { numRuns: 150 },
    );
  });
});
