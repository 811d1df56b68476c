import {
  IllegalTransition,
  type SessionChanges,
  type SessionRow,
  type SessionStatus,
} from './types.ts';

/** `issuing -> active -> ended | revoked | expired`; an issue that fails ends where it stands. */
export const SESSION_TRANSITIONS: Readonly<Record<SessionStatus, readonly SessionStatus[]>> = {
  issuing: ['active', 'ended', 'revoked', 'expired'],
  active: ['ended', 'revoked', 'expired'],
  ended: [],
  revoked: [],
  expired: [],
};

/** How long a row may stay `issuing`, milliseconds: an issue has 9 s in all, after a minute its process is dead. */
export const ISSUING_LIFE = 60_000;

const CHANGEABLE: ReadonlySet<string> = new Set<keyof SessionChanges>([
  'status',
  'accessKeyId',
  'credentialsExpireAt',
  'windowEndsAt',
  'lastAccessAt',
  'requestCount',
  'logSeq',
  'logHash',
  'host',
  'pid',
]);

/** When the clock ends this session (milliseconds), unless someone does so earlier; null: never by itself. */
export function sessionEnd(row: SessionRow): number | null {
  if (row.status === 'issuing') return row.startedAt + ISSUING_LIFE;
  // Served credentials are renewed inside their window, so there the window is the session's life.
  if (row.kind === 'served') return row.windowEndsAt ?? row.credentialsExpireAt;
  const ends = [row.credentialsExpireAt, row.windowEndsAt].filter((end) => end !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** The row as it is at `now`: a live one past its end reads `expired`. */
export function sessionAt(row: SessionRow, now: number): SessionRow {
  const live = row.status === 'issuing' || row.status === 'active';
  const end = sessionEnd(row);
  return live && end !== null && end <= now ? { ...row, status: 'expired' } : row;
}

/**
 * The stored row after `changes`, at the next version. Where no status is asked for and the clock has
 * ended the session meanwhile, its expiry is written down.
 * @throws IllegalTransition for a status that cannot follow, or a member that never changes.
 */
export function changeSession(
  stored: SessionRow,
  changes: SessionChanges,
  now: number,
): SessionRow {
  for (const [name, value] of Object.entries(changes)) {
    if (!CHANGEABLE.has(name) && value !== stored[name as keyof SessionRow]) {
      throw new IllegalTransition(`a session's ${name} never changes`);
    }
  }
  if (changes.status !== undefined && changes.status !== stored.status) {
    assertSessionMove(stored.status, changes.status);
  } else if (SESSION_TRANSITIONS[stored.status].length === 0) {
    throw new IllegalTransition(`a session that is ${stored.status} no longer changes`);
  }
  const next = { ...stored, ...changes, version: stored.version + 1 };
  return changes.status === undefined ? sessionAt(next, now) : next;
}

function assertSessionMove(from: SessionStatus, to: SessionStatus): void {
  if (SESSION_TRANSITIONS[from].includes(to)) return;
  throw new IllegalTransition(`a session that is ${from} cannot become ${to}`);
}
