/** `c`: what is selected, as text for another window. Ids, ARNs, commands, a sign-in's address; never a secret. */
import { type Io, say, sayFailure } from './effects.ts';
import { selectedRow, twinOf } from './outcome.ts';
import type { State } from './state.ts';

/** Copies what is selected and says what was copied, or that there is nothing. */
export async function copySelected(io: Io): Promise<void> {
  const text = copyText(io.store.getState());
  if (text === null) return say(io, 'info', 'There is nothing to copy here.');
  try {
    // The sign-in's address stands on the screen already, and is long.
    const what = io.store.getState().view === 'signin' ? 'the address' : text;
    say(io, 'ok', `${await io.ports.terminal.copy(text)}: ${what}`);
  } catch (error) {
    sayFailure(io, error);
  }
}

/** The text for what is selected in the view that is shown; null where there is nothing. */
export function copyText(state: State): string | null {
  switch (state.view) {
    case 'list': {
      const row = selectedRow(state);
      return row ? twinOf(state, row) : null;
    }
    case 'sessions': {
      const session = state.records.sessions[state.records.cursor];
      return session ? (session.sourceIdentity ?? session.id) : null;
    }
    case 'log': {
      const line = state.log.lines[state.log.shown[state.log.cursor] ?? -1];
      if (!line) return null;
      return line.source_identity ?? line.breakglass_event_id ?? line.request_id ?? line.hash;
    }
    case 'signin':
      return state.signIn?.prompt?.url ?? null;
    case 'whoami':
      return state.facts?.arn ?? null;
    default:
      return null;
  }
}
