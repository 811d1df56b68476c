/** How a profile stands, and what Enter would do there: said before anything is pressed. */
import { durationCap } from '../breakglass/form.ts';
import type { BreakglassEvent } from '../ledger/types.ts';
import { nameOf } from '../sso/not-signed-in.ts';
import type { SsoStart } from '../sso/types.ts';
import type { ProfileRow } from './ports.ts';
import type { State } from './state.ts';
import { span, zoned } from './text/times.ts';
import { commandFor, signInCommand } from './twin.ts';

export type Kind =
  | 'allow'
  | 'deny'
  | 'approval'
  | 'server'
  | 'unstamped'
  | 'signin'
  | 'error'
  | 'checking'
  | 'glass';

/** The verdict as one word, shown beside its symbol. */
export const WORDS: Readonly<Record<Kind, string>> = {
  allow: 'allow',
  deny: 'deny',
  approval: 'approval',
  server: 'server',
  unstamped: 'unstamped',
  signin: 'sign in',
  error: 'error',
  checking: 'checking',
  glass: 'emergency',
};

/** Stands before the word where who calls was not asked of AWS: another role of the same sign-in was. */
export const ASSUMED = '~';

/** The verdict's word as it stands in the row. */
export function wordOf(row: ProfileRow, kind: Kind): string {
  return `${row.assumed ? ASSUMED : ''}${WORDS[kind]}`;
}

export type Outcome =
  /** Enter opens a shell; under `eventId` where break-glass is open there. */
  | { readonly kind: 'shell'; readonly eventId: string | null; readonly text: string }
  /** Enter begins a sign-in. */
  | { readonly kind: 'signin'; readonly start: SsoStart; readonly text: string }
  | { readonly kind: 'blocked'; readonly text: string; readonly next: readonly string[] };

/** The row under the cursor; null where no row is shown. */
export function selectedRow(state: State): ProfileRow | null {
  const index = state.list.shown[state.list.cursor];
  return index === undefined ? null : (state.list.rows[index] ?? null);
}

/** The last part of the role's ARN. */
export function roleName(row: ProfileRow): string {
  const arn = row.roleArn ?? '';
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** The break-glass event of this profile that is active now. */
export function activeEvent(state: State, profile: string): BreakglassEvent | null {
  return (
    state.records.events.find(
      (event) =>
        event.profile === profile && event.status === 'active' && event.expiresAt > state.now,
    ) ?? null
  );
}

/** How a profile stands, for its symbol, word and colour; `event`: the emergency open there. */
export function kindOf(row: ProfileRow, event: BreakglassEvent | null = null): Kind {
  const { verdict, problem } = row;
  if (problem) return problem.kind;
  if (!verdict) return 'checking';
  if (verdict.effect === 'allow') return row.unstampable ? 'unstamped' : 'allow';
  if (event) return 'glass';
  if (verdict.effect === 'require_approval') return 'approval';
  return verdict.needs === 'server' || verdict.needs === 'server_session' ? 'server' : 'deny';
}

/** What Enter does on this row, as a sentence; and what else to try where it does nothing. */
export function outcomeOf(state: State, row: ProfileRow): Outcome {
  const event = activeEvent(state, row.name);
  const kind = kindOf(row, event);
  const { verdict, problem } = row;
  if (problem?.need?.kind === 'sso') {
    const { start } = problem.need;
    return {
      kind: 'signin',
      start,
      text: `Signs in to ${nameOf(start)}; the verdicts of all its profiles follow.`,
    };
  }
  if (problem) return { kind: 'blocked', text: problem.text, next: problem.next };
  if (!verdict)
    return { kind: 'blocked', text: `Still asking what policy says to ${row.name}.`, next: [] };
  if (verdict.effect === 'allow' && row.unstampable && !verdict.unstamped) {
    return {
      kind: 'blocked',
      text: `${row.name} cannot be stamped: ${row.unstampable}.`,
      next: [`set sentinel_role_arn in [profile ${row.name}]`],
    };
  }
  if (verdict.effect === 'allow') {
    const until = verdict.until
      ? ` until ${zoned(verdict.until, state.now, verdict.timezone, 'sentence')}`
      : '';
    const odd = kind === 'unstamped' ? ' UNSTAMPED: AWS cannot set a stamp there.' : '';
    return {
      kind: 'shell',
      eventId: null,
      text: `${opensAs(row, `shell as ${row.name}`)}, allowed${until}.${odd}`,
    };
  }
  if (event && kind === 'glass') {
    const left = span(event.expiresAt - state.now);
    return {
      kind: 'shell',
      eventId: event.id,
      text: `${opensAs(row, `emergency shell as ${row.name}`)}; your break-glass is open for ${left}.`,
    };
  }
  return { kind: 'blocked', text: refusal(state, row, kind), next: ways(state, row) };
}

/** `Opens a shell as dev`, or that a code is asked for first. */
function opensAs(row: ProfileRow, what: string): string {
  const opened = `${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`;
  return row.mfaSerial === undefined
    ? `Opens ${opened}`
    : `Asks for a code of ${row.mfaSerial}, then opens ${opened}`;
}

/** The command that does what Enter does there. */
export function twinOf(state: State, row: ProfileRow): string {
  const need = row.problem?.need;
  return need?.kind === 'sso'
    ? signInCommand(state.command, need.start, row.name)
    : commandFor(state.command, row.name);
}

/** Where break-glass may help: true, or the sentence that says why not. */
export function breakglassHelps(state: State, row: ProfileRow): true | string {
  const { verdict, problem } = row;
  const offer = state.about.offers[row.name];
  if (problem?.need?.kind === 'sso')
    return `Nobody knows yet who you are there: Enter signs in to ${nameOf(problem.need.start)}.`;
  if (problem) return `Break-glass cannot help ${row.name}: ${problem.text}`;
  if (!verdict) return `Still asking what policy says to ${row.name}.`;
  if (verdict.effect === 'allow') return `${row.name} is allowed: break-glass is not needed.`;
  if (row.unstampable)
    return `${row.name} cannot be stamped, so break-glass is shut: ${row.unstampable}.`;
  if (verdict.breakglass === 'shut') {
    const rule = verdict.rule ? `rule ${verdict.rule}` : 'the policy';
    return verdict.needs === 'server' || verdict.needs === 'server_session'
      ? `${row.name} needs server mode (${rule}), which break-glass does not override.`
      : `${rule} denies ${row.name} for good; break-glass does not override it.`;
  }
  const event = activeEvent(state, row.name);
  if (event) return `Your break-glass for ${row.name} is open already: Enter opens the shell.`;
  if (offer && !offer.allowed) return sentence(offer.reason);
  if (offer?.allowed && offer.rule.notify === 'required') {
    return `Break-glass rule ${offer.rule.name} wants an alert sent first, which this version cannot do yet.`;
  }
  return true;
}

/** The policies' reasons begin in lower case where they stand alone. */
function sentence(text: string): string {
  const first = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

function refusal(state: State, row: ProfileRow, kind: Kind): string {
  const { verdict } = row;
  const rule = verdict?.rule ? `rule ${verdict.rule}` : 'no rule matches';
  const why = verdict?.reason ? `: ${verdict.reason}` : '';
  if (kind === 'approval') return `${row.name} needs an approval (${rule})${why}`;
  if (kind === 'server') {
    return `${row.name} is given through server mode only (${rule}); this version has no server mode yet.`;
  }
  return `${row.name} is denied (${rule})${why}${opens(state, row)}`;
}

function opens(state: State, row: ProfileRow): string {
  const change = row.verdict?.nextChange;
  if (change?.effect !== 'allow') return '';
  const zone = row.verdict?.timezone ?? 'UTC';
  return ` Opens ${zoned(change.at, state.now, zone, 'sentence')}.`;
}

function ways(state: State, row: ProfileRow): string[] {
  const offer = state.about.offers[row.name];
  const next: string[] = [];
  if (breakglassHelps(state, row) === true && offer?.allowed) {
    next.push(
      `b breaks the glass: rule ${offer.rule.name} lets you, ${span(durationCap(offer.rule) * 1000)} at most`,
    );
  }
  return next;
}
