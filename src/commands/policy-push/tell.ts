/** What a push says of each region. Not yet made safe for a terminal. */
import type { Backup } from '../../policy-store/backup.ts';
import type { RegionPlan, Step } from '../../policy-store/plan.ts';
import type { RegionDone } from '../../policy-store/push.ts';
import type { StoreRef } from '../../policy-store/read.ts';
import type { Compared } from '../policy-diff/compare-sides.ts';
import { reportJson } from '../policy-diff/verdicts.ts';

/** What a reader should know before saying yes, besides the diffs. */
export function planNotes(plans: readonly RegionPlan[]): string[] {
  const steps = plans.flatMap(({ region, steps: some }) => some.map((step) => ({ region, step })));
  const advanced = steps.filter(({ step }) => becomesAdvanced(step)).map(({ step }) => step.name);
  const gone = steps.filter(({ step }) => step.act === 'delete').map(({ step }) => step.name);
  const unique = (names: readonly string[]) => [...new Set(names)].join(', ');
  const changed = Math.max(
    ...plans.map((plan) => plan.steps.filter(({ act }) => act !== 'same').length),
  );
  return [
    ...(advanced.length > 0
      ? [
          `Over 4 KB, so an advanced parameter, which AWS charges for and never makes standard again: ${unique(advanced)}.`,
        ]
      : []),
    ...(gone.length > 0 ? [`Will be deleted: ${unique(gone)}.`] : []),
    ...(changed > 1
      ? ['The parts are written one after the other: for a moment the policy is a mixture.']
      : []),
    'CloudTrail records who wrote it (PutParameter); the decision log does not.',
  ];
}

function becomesAdvanced({ act, tier, was }: Step): boolean {
  return act === 'put' && tier === 'Advanced' && was?.keeping.tier !== 'Advanced';
}

/** `eu-central-1: /sentinel/policies/default version 5 (was 4)` */
export function endLines({ region, state, steps, error }: RegionDone): string[] {
  if (state === 'not_tried') return [`${region}: not tried`];
  const lines = steps.flatMap(({ name, act, was, version, notes }) => [
    `${region}: ${name} ${
      act === 'same'
        ? `version ${version}, as it was`
        : act === 'delete'
          ? 'deleted'
          : `version ${version} (${was === null ? 'new' : `was ${was}`})`
    }`,
    ...notes.map((note) => `${region}: ${note}`),
  ]);
  return error ? [...lines, `${region}: ${error.message}`] : lines;
}

/** @param done null: nothing was to be done, or only looked at. */
export function endJson(
  ref: StoreRef,
  kind: string,
  plans: readonly RegionPlan[],
  done: readonly RegionDone[] | null,
  backups: readonly Backup[],
  compared: readonly (Compared & { readonly regions: readonly string[] })[],
): unknown {
  const regions = plans.map(({ region, steps }) => {
    const end = done?.find((one) => one.region === region);
    return {
      region,
      state: end?.state ?? (steps.every(({ act }) => act === 'same') ? 'same' : 'planned'),
      parameters: steps.map((step) => {
        const made = end?.steps.find(({ name }) => name === step.name);
        return {
          name: step.name,
          action: step.act,
          tier: step.act === 'put' ? step.tier : null,
          was: step.was?.version ?? null,
          version: made ? made.version : null,
          notes: made?.notes ?? [],
        };
      }),
      error: end?.error?.message ?? null,
    };
  });
  const changes = compared.map(({ regions: where, text, verdicts, notes }) => ({
    regions: where,
    text_diff: text,
    verdicts: verdicts && reportJson(verdicts),
    notes,
  }));
  return { ref: ref.text, kind, pushed: done !== null, regions, backups, changes };
}
