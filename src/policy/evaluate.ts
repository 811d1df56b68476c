/**
 * The access policy, pure: `parse` reads the text strictly, `prepare` compiles it once, `evaluate`
 * answers one request at one instant, `explain` tells why, `lint` what looks wrong. To add a
 * condition: types.ts, schema/access.ts, prepare.ts (its index), explain.ts (its words), and the
 * naive oracle in test/policy. To add an effect: types.ts and outcome.ts. Nothing but exactly
 * `allow` ever issues, so what is forgotten denies.
 */
import { nfc } from './glob.ts';
import { firstInBoth, members, type RuleSet } from './glob-index.ts';
import { outcome, sameOutcome } from './outcome.ts';
import type { Chain, PreparedPolicy, PreparedRule } from './prepare.ts';
import { followChain, type Timeline, timelineOf } from './timeline.ts';
import type { AccessRequest, Verdict } from './types.ts';
import type { PreparedWindow } from './window.ts';

export { type PreparedPolicy, prepare } from './prepare.ts';

/**
 * Policy's answer to one request: the first rule in file order whose conditions all hold; where none
 * does, deny.
 * @param at AWS's time, milliseconds since the epoch.
 */
export function evaluate(prepared: PreparedPolicy, request: AccessRequest, at: number): Verdict {
  const pin = prepared.targets.get(nfc(request.profile));
  if (pin !== undefined && pin !== request.roleArn) return wrongTarget(prepared, request, pin, at);
  const set = prepared.candidates(request);
  const last = firstAlways(prepared, set);
  if (!set.some((word) => word !== 0)) return answer(prepared, request, at, last, null, null);
  const { timed, first, change } = follow(prepared, request, set, last, at);
  const rule = timed[first] ?? last;
  const then = change && {
    at: change.at,
    effect: outcome(timed[change.first] ?? last, request, prepared.policy.ledger).effect,
  };
  return answer(prepared, request, at, rule, then, change ? (timed[change.window] ?? null) : rule);
}

/** The first rule in the set that asks for no time, or null; takes it and all after it out of the set. */
function firstAlways({ rules, untimed }: PreparedPolicy, set: RuleSet): PreparedRule | null {
  const index = firstInBoth(set, untimed);
  if (index < 0) return null;
  const word = index >> 5;
  set[word] = (set[word] as number) & ((1 << (index & 31)) - 1);
  set.fill(0, word + 1);
  return rules[index] ?? null;
}

/** Which rule decides now and when that changes; rows of a list that share their rules share it. */
function follow(
  prepared: PreparedPolicy,
  request: AccessRequest,
  set: RuleSet,
  last: PreparedRule | null,
  at: number,
): Chain {
  const memory = prepared.memory(at);
  const key = `${request.mode} ${request.sessionTable === true} ${last?.index} ${set}`;
  const known = memory.chains.get(key);
  if (known) return known;
  const timed = timedOf(prepared, set);
  const followed = followChain(
    timed.map((rule) => timelineAt(memory.timelines, rule.window as PreparedWindow, at)),
    (now, then) =>
      !sameOutcome(timed[now] ?? last, timed[then] ?? last, request, prepared.policy.ledger),
  );
  const chain = { timed, ...followed };
  memory.chains.set(key, chain);
  return chain;
}

/**
 * The rules of a set of candidates in the order in which they are asked: those with windows, then the one
 * that takes all that is left (null: none). The first whose window is open decides. Empties the set.
 */
export function rulesInTurn(
  prepared: PreparedPolicy,
  set: RuleSet,
): { readonly timed: readonly PreparedRule[]; readonly last: PreparedRule | null } {
  const last = firstAlways(prepared, set);
  return { timed: timedOf(prepared, set), last };
}

/** The rules with windows in a set; one behind another of the same window is never the first open. */
function timedOf(prepared: PreparedPolicy, set: RuleSet): PreparedRule[] {
  const windows = new Set<PreparedWindow | null>();
  const timed: PreparedRule[] = [];
  for (const index of members(set)) {
    const rule = prepared.rules[index] as PreparedRule;
    if (!windows.has(rule.window)) timed.push(rule);
    windows.add(rule.window);
  }
  return timed;
}

/**
 * The first instant from `at` on at which the policy neither allows a request nor leaves room for
 * break-glass: what was issued under an emergency must have ended by then. Null: none in sight.
 */
export function breakglassShuts(
  prepared: PreparedPolicy,
  request: AccessRequest,
  at: number,
): number | null {
  const set = prepared.candidates(request);
  const last = firstAlways(prepared, set);
  const timed = timedOf(prepared, set);
  const shut = (index: number) => {
    const { effect, breakglass } = outcome(timed[index] ?? last, request, prepared.policy.ledger);
    return effect !== 'allow' && breakglass !== 'possible';
  };
  const timelines = timed.map((rule) => timelineOf(rule.window as PreparedWindow, at));
  const { first, change } = followChain(timelines, (_, then) => shut(then));
  return shut(first) ? at : (change?.at ?? null);
}

function timelineAt(
  known: Map<PreparedWindow, Timeline>,
  window: PreparedWindow,
  at: number,
): Timeline {
  const timeline = known.get(window) ?? timelineOf(window, at);
  known.set(window, timeline);
  return timeline;
}

function answer(
  prepared: PreparedPolicy,
  request: AccessRequest,
  at: number,
  rule: PreparedRule | null,
  nextChange: Verdict['nextChange'],
  timedBy: PreparedRule | null,
): Verdict {
  const { effect, needs, breakglass } = outcome(rule, request, prepared.policy.ledger);
  return {
    effect,
    declaredEffect: rule?.effect ?? null,
    needs,
    rule: rule?.name ?? null,
    ruleIndex: rule?.index ?? -1,
    reason: rule
      ? (rule.reason ?? `rule ${rule.name} says ${rule.effect}`)
      : 'no rule matches this request',
    matched: rule?.asks ?? [],
    maxDuration: rule?.maxDuration ?? null,
    maxServerDuration: rule?.maxServerDuration ?? null,
    sessionTable: rule?.sessionTable ?? null,
    unstamped: rule?.unstamped === 'allow',
    breakglass,
    until: nextChange?.at ?? null,
    nextChange,
    evaluatedAt: at,
    timezone: timedBy?.window?.zone.name ?? prepared.timezone,
  };
}

/** A profile that the policy pins to another role: no rule is asked, and nothing overrides it. */
function wrongTarget(
  prepared: PreparedPolicy,
  request: AccessRequest,
  pin: string,
  at: number,
): Verdict {
  const leads = request.roleArn ? `leads to ${request.roleArn}` : 'leads to no role';
  return {
    ...answer(prepared, request, at, null, null, null),
    reason: `the policy pins profile ${request.profile} to ${pin}, but here it ${leads}`,
    breakglass: 'shut',
  };
}
