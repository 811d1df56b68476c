import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, prepare } from '../../src/policy/evaluate.ts';
import { explain } from '../../src/policy/explain.ts';
import { outcome, sameOutcome } from '../../src/policy/outcome.ts';
import type { Effect, Mode } from '../../src/policy/types.ts';
import { instant, moreRules, policy, policyOf, request } from './arbitraries.ts';
import { asked, NOON, rule } from './asked.ts';
import { firstOpen, MINUTE, naiveCandidates, naiveRule } from './oracle.ts';

describe('the verdict, as a property', () => {
  it('is that of the first rule that matches, else deny', () => {
    fc.assert(
      fc.property(policy, request, instant, (of, about, at) => {
        const verdict = evaluate(prepare(of), about, at);
        const first = naiveRule(of, about, at);
        expect(verdict.rule).toBe(first?.name ?? null);
        expect(verdict.ruleIndex).toBe(first ? of.rules.indexOf(first) : -1);
        expect(verdict.declaredEffect).toBe(first?.effect ?? null);
        if (!first) expect(verdict.effect).toBe('deny');
        if (verdict.effect === 'allow')
          expect(['allow', 'require_server', 'require_server_session']).toContain(first?.effect);
      }),
      { numRuns: 1500 },
    );
  });

  it('does not change when rules are added after the one that decided', () => {
    fc.assert(
      fc.property(policy, moreRules, request, instant, (of, more, about, at) => {
        const before = evaluate(prepare(of), about, at);
        const after = evaluate(prepare(policyOf([...of.rules, ...more], of.timezone)), about, at);
        if (before.ruleIndex >= 0) {
          expect({ ...after, until: null, nextChange: null, timezone: '' }).toEqual({
            ...before,
            until: null,
            nextChange: null,
            timezone: '',
          });
        }
      }),
      { numRuns: 600 },
    );
  });

  it('is the same whether its policy was asked before or not', () => {
    fc.assert(
      fc.property(
        policy,
        fc.array(fc.tuple(request, instant), { minLength: 2, maxLength: 6 }),
        (of, questions) => {
          const used = prepare(of);
          for (const [about, at] of questions) {
            expect(evaluate(used, about, at)).toEqual(evaluate(prepare(of), about, at));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has the trace of explain behind it', () => {
    fc.assert(
      fc.property(policy, request, instant, (of, about, at) => {
        const { verdict, trace } = explain(prepare(of), about, at);
        expect(trace.findIndex((entry) => entry.matched)).toBe(verdict.ruleIndex);
        for (const entry of trace) expect(entry.matched).toBe(entry.failed.length === 0);
      }),
      { numRuns: 600 },
    );
  });

  it('changes when a walk from minute to minute says so, and not before', () => {
    const days = 9 * 1440;
    fc.assert(
      fc.property(policy, request, instant, (of, about, at) => {
        const verdict = evaluate(prepare(of), about, at);
        const rules = naiveCandidates(of, about);
        const now = firstOpen(of, rules, at);
        let change: number | null = null;
        const timed = rules.some((one) => one.conditions.time);
        for (let i = 1; timed && i <= days && change === null; i++) {
          const minute = Math.floor(at / MINUTE) * MINUTE + i * MINUTE;
          const then = firstOpen(of, rules, minute);
          if (then !== now && !sameOutcome(now, then, about, of.ledger)) change = minute;
        }
        if (change === null) {
          expect(verdict.until ?? Number.POSITIVE_INFINITY).toBeGreaterThan(
            at + (days - 1) * MINUTE,
          );
          return;
        }
        expect(verdict.until).toBe(change);
        const effect = outcome(naiveRule(of, about, change), about, of.ledger).effect;
        expect(verdict.nextChange).toEqual({ at: change, effect });
      }),
      { numRuns: 200 },
    );
  }, 120_000);

  it('never allows what nobody knows', () => {
    const odd = fc.oneof(
      fc.string(),
      fc.constantFrom('Allow', 'ALLOW', 'allow ', 'permit', '', '__proto__', 'constructor'),
    );
    fc.assert(
      fc.property(
        odd.filter((word) => word !== 'allow' && !word.startsWith('require_')),
        request,
        (word, about) => {
          const of = policyOf([rule(word as Effect), rule('allow')]);
          expect(evaluate(prepare(of), about, NOON).effect).toBe('deny');
        },
      ),
    );
    const none = prepare(policyOf([rule('allow')]));
    expect(evaluate(none, { ...asked, mode: 'console' as Mode }, NOON).effect).toBe('deny');
  });
});
