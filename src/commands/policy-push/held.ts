/** What every region holds before a push. */
import { AwsError } from '../../aws/api.ts';
import { SentinelError } from '../../errors.ts';
import { explainAws } from '../../gate/aws-errors.ts';
import type { Door } from '../../policy-store/door.ts';
import type { Held } from '../../policy-store/plan.ts';
import { readIn, readKeeping, type StoreRef } from '../../policy-store/read.ts';
import type { Side } from '../policy-diff/side.ts';

/**
 * Reads all regions. One that cannot be read stops the push before anything is written: regions that hold
 * different policies are worse than an old one everywhere.
 * @throws SentinelError of the first that could not, naming all of them.
 */
export async function readHeld(door: Door, ref: StoreRef): Promise<Held[]> {
  const ends = await Promise.allSettled(door.regions.map((region) => held(door, ref, region)));
  const failed = ends.flatMap((end, i) =>
    end.status === 'rejected' ? [{ region: door.regions[i] as string, why: end.reason }] : [],
  );
  const [first] = failed;
  if (!first) return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const { source, signal } = door.reader;
  if (signal.aborted) throw signal.reason;
  const told = explainAws(first.why, {
    what: `${ref.text} in ${first.region}`,
    step: first.why instanceof AwsError && first.why.unreachable ? 'policy' : 'identity',
    source,
  });
  if (!(told instanceof SentinelError)) throw told;
  const well = door.regions.filter((region) => !failed.some((one) => one.region === region));
  const only = well.length > 0 ? [`Only the others: --region ${well.join(',')}`] : [];
  const others = failed.slice(1).map(({ region }) => `${region} could not be read either.`);
  throw new SentinelError(
    told.kind,
    `${told.message} Nothing was pushed.`,
    [...others, ...told.next, ...only],
    told,
    told.need,
  );
}

async function held(door: Door, ref: StoreRef, region: string): Promise<Held> {
  const { signal } = door.reader;
  const { parts } = await readIn(door, ref, region, signal);
  const known = [];
  for (const part of parts) {
    known.push({ ...part, keeping: await readKeeping(door, region, part.name, signal) });
  }
  return { region, parts: known };
}

/** Regions that hold the same texts, as one side of a comparison. */
export function heldSides(
  ref: StoreRef,
  all: readonly Held[],
): { readonly side: Side; readonly regions: readonly string[] }[] {
  const groups = Map.groupBy(all, ({ parts }) =>
    // With their lengths, so that no two lists of texts read the same.
    parts.map(({ key, text }) => `${key.length} ${key} ${text.length} ${text}`).join('\n'),
  );
  return [...groups.values()].map((some) => ({
    side: {
      ref: ref.text,
      parts: (some[0]?.parts ?? []).map((one) => ({ ...one, ref: `ssm:${one.name}` })),
    },
    regions: some.map(({ region }) => region),
  }));
}
