/** From Enter to the shell and back: issue, hand over, and what is to be said afterwards. */
import { type Io, loadRecords, refresh, say, sayFailure } from './effects.ts';
import { askFor, leaveField } from './needs.ts';
import type { Answers, IssuedSession, ShellEnd } from './ports.ts';
import { span, wallClock } from './text/times.ts';

/**
 * Issues credentials and opens the shell. The caller has held the keyboard in the handler of the key
 * itself, so what is typed meanwhile waits for the shell; where there is no shell it is ours again.
 * Where only a code or a sign-in is missing the person is asked for it.
 */
export async function openShell(
  io: Io,
  profile: string,
  eventId: string | null,
  answers: Answers = {},
): Promise<void> {
  const { store, ports } = io;
  store.dispatch({
    type: 'busy',
    what: `Asking AWS for ${profile}; what you type goes to the shell`,
  });
  let issued: IssuedSession;
  try {
    issued = await ports.access.issue(profile, eventId, answers);
  } catch (error) {
    store.dispatch({ type: 'busy', what: null });
    if (!askFor(io, error, { profile, eventId, answers })) sayFailure(io, error);
    // What was typed behind Enter goes to the field that is open now.
    ports.terminal.release();
    await loadRecords(io);
    return;
  }
  leaveField(io);
  let end: ShellEnd | null = null;
  try {
    end = await ports.terminal.shell(issued);
  } catch (error) {
    sayFailure(io, error);
  } finally {
    store.dispatch({ type: 'busy', what: null });
    ports.terminal.release();
  }
  const state = store.getState();
  if (end) {
    const { tone, text } = afterShell(issued, end, Math.max(state.now, awsNow(io)));
    say(io, tone, text);
  }
  await refresh(io);
}

/** One line: how long, how it ended, what is still live. */
export function afterShell(
  issued: IssuedSession,
  end: ShellEnd,
  now: number,
): { tone: 'ok' | 'warn'; text: string } {
  const lives = Math.min(issued.expiresAt, issued.windowEndsAt ?? Number.POSITIVE_INFINITY);
  const left = lives - now;
  const live =
    left > 0
      ? `Still live until ${wallClock(lives)} (${span(left)}).`
      : 'Its credentials have ended.';
  return {
    tone: left > 0 ? 'warn' : 'ok',
    text: `${issued.profile}: shell ended after ${span(end.milliseconds)}, ${exitWords(end)}. ${live}`,
  };
}

/**
 * The signal is mostly but read from the code (128 + n), and a shell left with `exit` gives the code of its last
 * command: after Ctrl+C that is 130, which says nothing of how the shell itself ended.
 */
function exitWords({ exitCode, signal }: ShellEnd): string {
  if (exitCode === null) return signal ? `ended by ${signal}` : 'exit code unknown';
  const seemed = signal && signal !== 'SIGINT' ? ` (as after ${signal})` : '';
  return `exit code ${exitCode}${seemed}`;
}

function awsNow(io: Io): number {
  return io.ports.now() + (io.store.getState().facts?.skew ?? 0);
}
