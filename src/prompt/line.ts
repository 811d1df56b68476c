/** One short line about sessions, for a shell's prompt or a status line. Pure. */
import { SentinelError } from '../errors.ts';
import { timeLeft } from '../terminal/time-left.ts';
import { type Colour, coloured, type Host, promptText } from './escape.ts';
import type { PromptSession } from './sessions.ts';

export interface LineOptions {
  /** Text with `{profile}` and the other places; see PLACES. */
  readonly format: string;
  readonly host: Host;
  readonly colour: boolean;
}

export const FORMAT = '{profile} {left}{mark}';

/** What may stand in a format. */
export const PLACES = ['profile', 'left', 'mark', 'state', 'minutes', 'ends', 'id'] as const;

const MINUTE = 60_000;
/** Nearly over (ms): a good moment to begin no long work. */
const SOON = 5 * MINUTE;
const AT_ONCE = 3;

const COLOURS: Readonly<Record<State, Colour>> = { live: 'green', soon: 'yellow', ended: 'red' };
type State = 'live' | 'soon' | 'ended';

/**
 * The sessions as one line without its end; empty for none. Names are made harmless for the host, the
 * format's own text is the user's and stays as it is.
 * @throws SentinelError usage for a place that there is not.
 */
export function promptLine(
  sessions: readonly PromptSession[],
  now: number,
  options: LineOptions,
): string {
  checkFormat(options.format);
  const shown = sessions.slice(0, AT_ONCE).map((session) => item(session, now, options));
  const more = sessions.length - shown.length;
  return [...shown, ...(more > 0 ? [`+${more}`] : [])].join(', ');
}

function item(session: PromptSession, now: number, { format, host, colour }: LineOptions): string {
  const left = session.endsAt === null ? null : session.endsAt - now;
  const state = stateOf(left);
  const values: Record<(typeof PLACES)[number], string> = {
    profile: promptText(session.profile, host),
    left: left === null ? '?' : timeLeft(left).replace(' left', ''),
    mark: state === 'live' ? '' : '!',
    state,
    minutes: left === null ? '?' : String(Math.max(0, Math.floor(left / MINUTE))),
    ends: session.endsAt === null ? '?' : localTime(session.endsAt),
    id: promptText(session.id, host),
  };
  const text = format.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name]);
  return colour ? coloured(text, COLOURS[state], host) : text;
}

function stateOf(left: number | null): State {
  if (left === null) return 'live';
  if (left <= 0) return 'ended';
  return left <= SOON ? 'soon' : 'live';
}

/** `14:05`, in the machine's zone. */
function localTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

function checkFormat(format: string): void {
  const known: readonly string[] = PLACES;
  for (const [, name = ''] of format.matchAll(/\{(\w+)\}/g)) {
    if (known.includes(name)) continue;
    throw new SentinelError('usage', `--format knows no place {${name}}.`, [
      `It knows ${PLACES.map((place) => `{${place}}`).join(' ')}.`,
    ]);
  }
}
