/**
 * The console's work in the world: asks a port, and tells the store what came of it. Nothing here is
 * React's, nothing here reads keys. Every failure becomes a sentence on screen.
 */
import { createDraftSaver, type DraftSaver } from './draft-saver.ts';
import { toFailure } from './failure.ts';
import { selectedRow } from './outcome.ts';
import type { Ports, PreviewUpdate, ProfileRow } from './ports.ts';
import type { Message } from './state.ts';
import type { Store } from './store.ts';

/** What every effect has at hand. */
export interface Io {
  readonly store: Store;
  readonly ports: Ports;
  readonly drafts: DraftSaver;
  readonly jobs: Jobs;
}

/** What is going on and can be ended before it is done; null: nothing is. */
export interface Jobs {
  signIn: AbortController | null;
}

/** How many lines of the decision log are read. */
const LOG_LINES = 500;

/** How long (ms) the selection must rest before its reasoning is asked for. */
const REST = 120;

/** How long (ms) verdicts may take before the ledger is read beside them. */
const SLOW = 150;

/** Puts together what every effect needs. */
export function createIo(store: Store, ports: Ports): Io {
  const drafts = createDraftSaver(ports.drafts, (error) =>
    store.dispatch({
      type: 'say',
      message: { tone: 'warn', text: `The draft is not saved: ${toFailure(error).text}`, next: [] },
    }),
  );
  return { store, ports, drafts, jobs: { signIn: null } };
}

/** Shows a message; it stands until the person does something else. */
export function say(
  io: Io,
  tone: Message['tone'],
  text: string,
  next: readonly string[] = [],
): void {
  io.store.dispatch({ type: 'say', message: { tone, text, next } });
}

/** Shows what was thrown as a message with its next steps. */
export function sayFailure(io: Io, error: unknown): void {
  const { text, next } = toFailure(error);
  say(io, 'bad', text, next);
}

/** Asks for identity, policy and verdicts, and for the records; tells them as they come. */
export async function refresh(io: Io): Promise<void> {
  const { store, ports } = io;
  store.dispatch({ type: 'refresh' });
  let read = false;
  const preview = ports.profiles
    .preview((update) => {
      if (update.type === 'facts' || update.type === 'unconfigured') read = true;
      tell(io, update);
    })
    .catch((error: unknown) => {
      read = false;
      store.dispatch({ type: 'preview-failed', failure: toFailure(error) });
    })
    .finally(() => store.dispatch({ type: 'preview-ended', read, at: ports.now() }));
  // Verdicts first; the ledger is not kept waiting by a slow AWS, though.
  await Promise.race([preview, pause(SLOW)]);
  await Promise.all([preview, loadRecords(io)]);
}

/** Reads sessions and open emergencies from the ledger. */
export async function loadRecords(io: Io): Promise<void> {
  try {
    const [sessions, events] = await Promise.all([
      io.ports.records.sessions(),
      io.ports.records.events(),
    ]);
    io.store.dispatch({ type: 'records', sessions, events });
  } catch (error) {
    io.store.dispatch({ type: 'records-failed', failure: toFailure(error) });
  }
}

/** Reads the newest lines of the decision log. */
export async function loadLog(io: Io): Promise<void> {
  try {
    io.store.dispatch({ type: 'log', lines: await io.ports.records.decisions(LOG_LINES) });
  } catch (error) {
    io.store.dispatch({ type: 'log-failed', failure: toFailure(error) });
  }
}

/**
 * Asks for the selected profile's reasoning and break-glass offer once the selection rests.
 * Gives the way to stop.
 */
export function watchSelection(io: Io): () => void {
  let timer: NodeJS.Timeout | undefined;
  let asked: object | null = null;
  const stop = io.store.subscribe(() => {
    const row = selectedRow(io.store.getState());
    // A row is a new object after every refresh, so reasoning is never older than its verdict.
    if (!row?.verdict || row === asked) return;
    asked = row;
    clearTimeout(timer);
    timer = setTimeout(() => void learnAbout(io, row), REST);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

async function learnAbout(io: Io, row: ProfileRow): Promise<void> {
  const profile = row.name;
  const { store, ports } = io;
  const explained = ports.profiles.explain(profile).then(
    (result) => store.dispatch({ type: 'explained', profile, result }),
    (error) => store.dispatch({ type: 'explained', profile, result: toFailure(error) }),
  );
  const { verdict } = row;
  const offered =
    verdict?.effect === 'allow'
      ? null
      : ports.profiles.offer(profile).then(
          (offer) => store.dispatch({ type: 'offered', profile, offer }),
          (error) =>
            store.dispatch({
              type: 'offered',
              profile,
              offer: { allowed: false, reason: toFailure(error).text },
            }),
        );
  await Promise.all([explained, offered]);
  // Last, since nobody waits for it; what stands in its way the reasoning has told.
  const week = await ports.profiles.week(profile).catch(() => null);
  if (week) store.dispatch({ type: 'week', profile, week });
}

function tell(io: Io, update: PreviewUpdate): void {
  const { store } = io;
  switch (update.type) {
    case 'facts':
      store.dispatch({ type: 'facts', facts: update.facts, at: io.ports.now() });
      break;
    case 'rows':
      store.dispatch({ type: 'rows', rows: update.rows });
      break;
    case 'own':
    case 'progress':
      store.dispatch(update);
      break;
    case 'unconfigured':
      store.dispatch({ type: 'unconfigured' });
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
