import { SentinelError } from '../errors.ts';
import { shellWord } from '../gate/quote.ts';
import type { Assessment, BreakglassState, LoadedPolicy } from '../gate/types.ts';
import { evaluateBreakglass } from '../policy/breakglass.ts';
import { evaluate, prepare } from '../policy/evaluate.ts';
import type { AccessRequest, BreakglassPolicy, BreakglassRule, Verdict } from '../policy/types.ts';
import { type BreakglassForm, checkForm } from './form.ts';

/** Why an emergency may be opened: what is overridden, and the rule that lets it. */
export interface Decided {
  readonly verdict: Verdict;
  readonly rule: BreakglassRule;
  readonly ruleIndex: number;
  /** When the rule's own hours end, milliseconds; null where it has none. */
  readonly until: number | null;
  readonly loaded: LoadedPolicy<BreakglassPolicy>;
}

/**
 * Whether this person may open an emergency with this form at `now` (AWS's time, milliseconds). Pure.
 * @throws SentinelError saying what stands in the way.
 */
export function decide(
  assessment: Assessment,
  state: BreakglassState,
  form: BreakglassForm,
  now: number,
): Decided {
  const verdict = roomFor(assessment, now);
  if (!state.on) throw new SentinelError('denied', state.reason);
  const request = requestOf(assessment);
  const answer = evaluateBreakglass(state.loaded.policy, request, now);
  if (!answer.allowed) throw new SentinelError('denied', answer.reason);
  const problems = Object.values(checkForm(form, answer.rule));
  if (problems.length > 0) throw new SentinelError('usage', problems.join(' '));
  refuseRequiredAlert(answer.rule);
  const { rule, ruleIndex, until } = answer;
  return { verdict, rule, ruleIndex, until, loaded: state.loaded };
}

/** The access policy's verdict now, where it is one that break-glass may override. */
function roomFor(assessment: Assessment, now: number): Verdict {
  const { profile } = assessment.request;
  // Asked again: minutes may have gone by while the form was filled in.
  const verdict = evaluate(prepare(assessment.access.policy), requestOf(assessment), now);
  if (verdict.effect === 'allow') {
    throw new SentinelError(
      'usage',
      `Break-glass is not needed: the policy allows ${profile} now.`,
      [`sentinel exec --profile ${shellWord(profile)}`],
    );
  }
  if (verdict.breakglass !== 'possible') {
    const rule = verdict.rule === null ? 'the policy' : `rule ${verdict.rule}`;
    throw new SentinelError(
      'denied',
      `Break-glass is shut for ${profile} by ${rule}: ${verdict.reason}`,
    );
  }
  const unstampable = assessment.unstampable ?? (assessment.roleArn ? null : 'it leads to no role');
  if (unstampable !== null) {
    throw new SentinelError(
      'denied',
      `[${profile}] cannot carry a stamp: ${unstampable}. Break-glass never goes without one.`,
      ['Let the profile lead to a role: sentinel_role_arn = arn:aws:iam::ACCOUNT:role/NAME'],
    );
  }
  return verdict;
}

function requestOf(assessment: Assessment): AccessRequest {
  const { principal, roleArn, account, request } = assessment;
  return { principal, roleArn, account, profile: request.profile, mode: request.mode };
}

/** No alert can be sent yet; where the policy insists on one, there is no access. */
function refuseRequiredAlert(rule: BreakglassRule): void {
  if (rule.notify !== 'required') return;
  throw new SentinelError(
    'unavailable',
    `Break-glass rule ${rule.name} says notify: required, and this version cannot send alerts yet, so there is no access.`,
    ['The policy may say notify: best_effort; then the records alone tell of it.'],
  );
}
