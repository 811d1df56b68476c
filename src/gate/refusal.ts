/** A verdict that issues nothing, in the user's words: which rule, why, what next. Pure. */
import { SentinelError } from '../errors.ts';
import type { Verdict } from '../policy/types.ts';
import { instantText } from '../policy/window-text.ts';
import { openZone } from '../policy/zone.ts';
import { visible } from '../terminal/sanitise.ts';
import { shellWord } from './quote.ts';

/** The error of a request that policy does not let through. Exit codes 3, 4 and 5. */
export function refusal(
  verdict: Verdict,
  about: { readonly profile: string; readonly policyRef: string; readonly breakglass: boolean },
): SentinelError {
  // A reason is one clause of our sentence; a newline in it would look like a line of ours.
  const given = visible(verdict.reason?.trim() ?? '');
  const reason = given ? `: ${given}` : '';
  const why =
    verdict.rule === null
      ? `: no rule of ${about.policyRef} allows it.`
      : `, by rule "${visible(verdict.rule)}" of ${about.policyRef}${reason}${/[.!?]$/.test(reason) ? '' : '.'}`;
  const next = [...opensAgain(verdict), ...emergency(verdict, about)];
  if (verdict.needs === 'server' || verdict.needs === 'server_session') {
    return new SentinelError(
      'server_needed',
      `[${about.profile}] is given in server mode only${why}`,
      [...next, 'Server mode comes with a later version.'],
    );
  }
  if (verdict.effect === 'require_approval') {
    return new SentinelError('approval_needed', `[${about.profile}] needs an approval${why}`, [
      ...next,
      'Approvals come with a later version.',
    ]);
  }
  return new SentinelError('denied', `[${about.profile}] is denied${why}`, [
    ...next,
    `See each rule: sentinel policy explain --profile ${shellWord(about.profile)}`,
  ]);
}

function opensAgain(verdict: Verdict): string[] {
  const change = verdict.nextChange;
  if (change?.effect !== 'allow' || !Number.isFinite(change.at)) return [];
  return [`Opens ${instantText(change.at, openZone(verdict.timezone))}.`];
}

function emergency(verdict: Verdict, about: { breakglass: boolean }): string[] {
  if (!about.breakglass || verdict.breakglass !== 'possible') return [];
  return ['In an emergency, break glass: press b on it in the console (sentinel).'];
}
