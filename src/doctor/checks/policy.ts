import { span } from '../../console/text/times.ts';
import type { Context } from '../../context.ts';
import { shellWord } from '../../gate/quote.ts';
import type { Loaded, PolicyFact } from '../facts/policies.ts';
import { count, problem, skipped, together, warning } from '../finding.ts';
import type { Check, Finding } from '../types.ts';

export const policy: Check = {
  id: 'policy',
  title: 'Policy',
  about: 'whether the policies load, pass and are sound (lint), and how old they are',
  async run(ctx, facts) {
    const [config, policies, others] = await Promise.all([
      facts.config(),
      facts.policies(),
      facts.otherPolicies(),
    ]);
    if (!config.value) return skipped('The config file cannot be read.');
    const read = policies.filter(({ loaded }) => loaded);
    const failed = policies.filter(({ error }) => error && error.kind !== 'unavailable');
    const stops = facts.request.profile !== undefined || failed.length === policies.length;
    const found = [
      ...failed.map((one) => ofFailed(one, stops)),
      ...read.flatMap((one) => slips(one)),
      // Without them plain access goes on.
      ...others.flatMap(({ key, error }) =>
        error
          ? [warning(`${key}: ${error.message}`, ...(error.next.length ? error.next : [LATER]))]
          : [],
      ),
    ];
    if (found.length === 0 && read.length === 0) return skipped(whyNone(policies));
    return together(found, read.map((one) => told(ctx, one)).join(' '));
  },
};

function whyNone(policies: readonly PolicyFact[]): string {
  const [first] = policies;
  if (!first) return 'No profile has one.';
  return first.error ? 'AWS does not answer.' : `${first.ref}: ${first.unread}.`;
}

function ofFailed({ error, profiles }: PolicyFact, stops: boolean): Finding {
  const many = profiles.length > 1 ? ` (${count(profiles.length, 'profile')})` : '';
  return (stops ? problem : warning)(
    `${error?.message}${many}`,
    ...(error?.next.length ? error.next : [LATER]),
  );
}

/** What a policy may ask for that this version has not. */
const LATER = 'Update Sentinel, or have the policy changed by who owns it.';

function slips({ ref, loaded, profiles }: PolicyFact): Finding[] {
  const [first, ...more] = loaded?.slips ?? [];
  if (!first) return [];
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  const by = ref.startsWith('ssm:') ? ` --profile ${shellWord(profiles[0]?.name ?? '')}` : '';
  const what = `${ref}: ${first.path.join('.')}: ${first.message}${others}.`;
  return [warning(what, `sentinel config validate ${shellWord(ref.replace(/^file:/, ''))}${by}`)];
}

function told({ clock }: Context, { ref, loaded }: PolicyFact): string {
  const { version, modified, policy: rules } = loaded as Loaded;
  const about = [
    version === null ? null : `version ${version}`,
    count(rules.rules.length, 'rule'),
    modified === null ? null : `changed ${span(clock.now() - modified)} ago`,
  ].filter((one) => one !== null);
  return `${ref}: ${about.join(', ')}.`;
}
