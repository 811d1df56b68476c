/** Both diffs of two sides: of the texts, and of what they mean. */

import { SentinelError } from '../../errors.ts';
import type { Principal } from '../../identity/types.ts';
import type { AccessPolicy } from '../../policy/types.ts';
import { KIND_NAMES, type PolicyKind } from '../../policy-store/kinds.ts';
import { openDiffer } from '../../policy-store/text-diff.ts';
import { type VerdictReport, verdictReport } from '../../policy-store/verdicts.ts';
import type { Profile } from '../../profiles/types.ts';
import { loadSide, type Side, type SidePart } from './side.ts';
import { verdictLines } from './verdicts.ts';

export interface Compared {
  /** Unified; empty where the texts are the same. */
  readonly text: string;
  /** Null for other kinds than access policies. */
  readonly verdicts: VerdictReport | null;
  readonly notes: readonly string[];
}

/** What verdicts are asked with. */
export interface Circumstances {
  readonly profiles: readonly Profile[];
  /** A text: why it is not known. */
  readonly caller: Principal | string | null;
  readonly now: number;
  readonly only: string | null;
}

/**
 * @param after its policy was loaded by the caller, who tells what is wrong with it.
 * @param before may be absent (no parts) or broken: then it gives nobody anything, as the gate has it.
 */
export async function compareSides(
  kind: PolicyKind,
  before: Side,
  after: Side,
  about: Circumstances,
): Promise<Compared> {
  const text = await textDiff(before, after);
  const next = await loadSide(after, kind);
  if (kind !== 'access') {
    const notes = [
      `Verdicts are compared for access policies only; this is the ${KIND_NAMES[kind]}.`,
    ];
    return { text, verdicts: null, notes };
  }
  const was = await loadBefore(before, kind);
  const caller = typeof about.caller === 'string' ? null : about.caller;
  const verdicts = verdictReport(was.policy, next, { ...about, caller });
  const notes = [...was.notes, ...(typeof about.caller === 'string' ? [about.caller] : [])];
  return { text, verdicts, notes };
}

/** The whole as lines: diff, verdicts, notes. Not yet made safe for a terminal. */
export function comparedLines({ text, verdicts, notes }: Compared): string[] {
  return [
    ...(text === '' ? ['The texts are the same.'] : text.trimEnd().split('\n')),
    '',
    ...(verdicts ? verdictLines(verdicts) : []),
    ...notes,
  ];
}

async function loadBefore(
  before: Side,
  kind: PolicyKind,
): Promise<{ policy: AccessPolicy | null; notes: string[] }> {
  if (before.parts.length === 0) {
    return {
      policy: null,
      notes: [`There is no policy under ${before.ref} yet: nobody has access now.`],
    };
  }
  try {
    return { policy: await loadSide(before, kind), notes: [] };
  } catch (error) {
    if (!(error instanceof SentinelError)) throw error;
    const note = `The policy that is there gives nobody access, because it does not load: ${error.message}`;
    return { policy: null, notes: [note] };
  }
}

async function textDiff(before: Side, after: Side): Promise<string> {
  const diff = await openDiffer();
  const keys = new Set([...before.parts, ...after.parts].map(({ key }) => key));
  // One text against one: whatever they are called.
  const lone = before.parts.length <= 1 && after.parts.length <= 1;
  const of = (side: Side, key: string) =>
    lone ? side.parts[0] : side.parts.find((part) => part.key === key);
  const pairs = lone ? [''] : [...keys].sort();
  return pairs
    .map((key) => diff(named(of(before, key), before.ref), named(of(after, key), after.ref)))
    .join('');
}

function named(part: SidePart | undefined, ref: string) {
  if (!part) return { title: `${ref} (absent)`, text: null };
  const version = part.version === null ? '' : ` (version ${part.version})`;
  return { title: `${part.ref}${version}`, text: part.text };
}
