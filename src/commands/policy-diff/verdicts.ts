import { SentinelError } from '../../errors.ts';
import { whoCalls } from '../../gate/caller.ts';
import type { World } from '../../gate/settings.ts';
import { parsePrincipal } from '../../identity/principal.ts';
import type { Principal } from '../../identity/types.ts';
import type { Access } from '../../policy/compare/access.ts';
import type { Person } from '../../policy/compare/people.ts';
import { changeText } from '../../policy/compare/words.ts';
import { instantText } from '../../policy/window-text.ts';
import { openZone } from '../../policy/zone.ts';
import type { Door } from '../../policy-store/door.ts';
import type { VerdictReport } from '../../policy-store/verdicts.ts';

/** Who AWS says the caller is; or a sentence why that is not known. */
export async function callerOf(door: Door): Promise<Principal | string> {
  try {
    const { identity } = await whoCalls(door.ctx, door.reader, door.notices);
    return parsePrincipal(identity);
  } catch (error) {
    if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
    return `You yourself are not asked about: ${error.message}`;
  }
}

/** The profile that a policy is the only one for; null: it judges all. */
export function onlyProfile(
  { config }: World,
  refs: readonly string[],
  profile: string | undefined,
): string | null {
  if (profile === undefined || !config.policy.includes('{profile}')) return null;
  return refs.includes(config.policy.replaceAll('{profile}', profile)) ? profile : null;
}

/** The report in lines, the gravest change first. Not yet made safe for a terminal. */
export function verdictLines(report: VerdictReport): string[] {
  const { question, changes, notes, lockedOut } = report;
  const { profiles, people, from, until } = question;
  const zone = openZone(changes[0]?.zone ?? 'UTC');
  const asked = `${count(new Set(profiles.map(({ name }) => name)).size, 'profile')}, ${count(people.length, 'person or stand-in', 'people and stand-ins')}, every mode, for a week from ${instantText(Math.floor(from / 60_000) * 60_000, zone)}`;
  const marks = { gain: '+', loss: '-', other: '~' } as const;
  const head = changes.length === 0 ? 'No verdict changes' : 'Who gains and who loses access';
  return [
    `${head} (${asked})${changes.length === 0 ? '.' : ':'}`,
    ...changes.map(
      (change) => `${marks[change.direction]} ${changeText(change, [from, until], openZone)}`,
    ),
    ...(lockedOut
      ? [
          '! This locks you out: you have access now, and would have none to anything. IAM still lets you push another.',
        ]
      : []),
    ...notes,
  ];
}

export function reportJson(report: VerdictReport): unknown {
  const { question, changes, notes, lockedOut } = report;
  const { profiles, people, modes, from, until } = question;
  return {
    asked: {
      profiles: [...new Set(profiles.map(({ name }) => name))],
      people: people.map(({ label }) => label),
      modes,
      from: iso(from),
      until: iso(until),
    },
    locked_out: lockedOut,
    notes,
    changes: changes.map((change) => ({
      direction: change.direction,
      people: change.people.map(personJson),
      everyone: change.everyone,
      profiles: change.profiles,
      modes: change.modes,
      before: accessJson(change.before),
      after: accessJson(change.after),
      timezone: change.zone,
      spans: change.spans.map(([start, end]) => ({ from: iso(start), until: iso(end) })),
      text: changeText(change, [from, until], openZone),
    })),
  };
}

function personJson({ label, name, as }: Person) {
  return { label, name, as };
}

function accessJson({ effect, breakglass, seconds, tracked }: Access) {
  return { effect, breakglass, max_duration_seconds: seconds, tracked };
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
