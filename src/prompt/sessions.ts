/** The sessions a prompt may tell of: the one around this process, and those of the ledger. */
import type { Context } from '../context.ts';
import { liveSessions } from '../ledger/glance.ts';

export interface PromptSession {
  readonly profile: string;
  readonly id: string;
  /** Milliseconds since the epoch; null: not known. */
  readonly endsAt: number | null;
}

/** Rows that are looked at: a `credential_process` may have left many for one profile. */
const ROWS = 200;

/** The session around this process, also one that has ended; null outside. */
export function sessionAround(env: Context['env']): PromptSession | null {
  const profile = env['SENTINEL_PROFILE'];
  if (!profile) return null;
  const endsAt = Date.parse(env['SENTINEL_EXPIRES_AT'] ?? '');
  return {
    profile,
    id: env['SENTINEL_SESSION_ID'] ?? '',
    endsAt: Number.isNaN(endsAt) ? null : endsAt,
  };
}

/**
 * The session around this process, then those that live on this machine's ledger: newest first, each
 * profile once, by the session of it that lives longest.
 */
export function allSessions(ctx: Pick<Context, 'env' | 'paths' | 'clock'>): PromptSession[] {
  const around = sessionAround(ctx.env);
  const found = new Map<string, PromptSession>();
  for (const row of liveSessions(`${ctx.paths.state}/ledger.db`, ctx.clock.now(), ROWS)) {
    const before = found.get(row.profile);
    if (!before || (before.endsAt !== null && (row.endsAt ?? Infinity) > before.endsAt)) {
      found.set(row.profile, row);
    }
  }
  if (!around) return [...found.values()];
  found.delete(around.profile);
  return [around, ...found.values()];
}
