/** A sign-in from Enter to the verdicts that it brings. The view shows it; the port does it. */
import { nameOf } from '../sso/not-signed-in.ts';
import type { SsoStart } from '../sso/types.ts';
import { skewOf } from './clock.ts';
import { type Io, refresh, say } from './effects.ts';
import { toFailure } from './failure.ts';
import { until } from './text/times.ts';

/** Shows the sign-in view and begins; one that goes on already is ended. */
export function startSignIn(io: Io, start: SsoStart): void {
  io.jobs.signIn?.abort();
  const job = new AbortController();
  io.jobs.signIn = job;
  io.store.dispatch({ type: 'signin-open', start });
  void run(io, start, job);
}

/** Esc: ends the sign-in and goes back. */
export function cancelSignIn(io: Io): void {
  const { signIn } = io.store.getState();
  const going = signIn !== null && signIn.failure === null;
  io.jobs.signIn?.abort();
  io.jobs.signIn = null;
  io.store.dispatch({ type: 'back' });
  if (going) say(io, 'info', `The sign-in to ${nameOf(signIn.start)} was ended.`);
}

async function run(io: Io, start: SsoStart, job: AbortController): Promise<void> {
  const { store, ports } = io;
  const goesOn = () => io.jobs.signIn === job;
  let ends: number;
  try {
    const signedIn = await ports.access.signIn(
      start,
      (prompt) => {
        if (!goesOn()) return;
        const expiresAt = prompt.expiresAt + skewOf(store);
        store.dispatch({ type: 'signin-prompt', prompt: { ...prompt, expiresAt } });
      },
      job.signal,
    );
    ends = signedIn.until + skewOf(store);
  } catch (error) {
    if (goesOn()) {
      io.jobs.signIn = null;
      store.dispatch({ type: 'signin-failed', failure: toFailure(error) });
    }
    return;
  }
  if (goesOn()) {
    io.jobs.signIn = null;
    store.dispatch({ type: 'back' });
    const now = ports.now() + skewOf(store);
    say(io, 'ok', `Signed in to ${nameOf(start)} until ${until(ends, now)}.`);
  }
  // Also where Esc came a moment too late: it is signed in.
  store.dispatch({ type: 'signed-in', start });
  await refresh(io);
}
