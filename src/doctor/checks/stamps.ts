import { whyUnstampable } from '../../identity/principal.ts';
import type { Profile } from '../../profiles/types.ts';
import type { BaseFact } from '../facts/bases.ts';
import type { VerdictFact } from '../facts/verdicts.ts';
import { count, problem, skipped, together, warning } from '../finding.ts';
import type { Check, Finding } from '../types.ts';

export const stamps: Check = {
  id: 'stamps',
  title: 'Stamps',
  about: 'profiles whose credentials can carry no stamp, which are refused',
  async run(_, facts) {
    const [aws, bases, verdicts] = await Promise.all([
      facts.aws(),
      facts.bases(),
      facts.verdicts(),
    ]);
    if (!aws.value) return skipped('The AWS files cannot be read.');
    const { profiles, set } = aws.value;
    // Keys that others stand on are there to be a base, not to be used by themselves.
    const bare = new Set(
      set.profiles.flatMap(({ name, base }) =>
        base?.profile && base.profile !== name ? [base.profile] : [],
      ),
    );
    const chosen = facts.request.profile;
    const sound = profiles.filter(({ problem: wrong }) => !wrong);
    const asked = sound.filter(({ name }) => name === chosen || !bare.has(name));
    const found = [
      ...asked.flatMap((one) => ofProfile(one, verdicts, chosen !== undefined)),
      ...bases.flatMap((one) => ofCaller(one, chosen !== undefined)),
    ];
    if (sound.length === 0) return skipped('No profile is sound.');
    const stamped = sound.filter(({ unstampable }) => unstampable === null);
    return together(
      found,
      `${count(stamped.length, 'profile leads', 'profiles lead')} to a role that can carry a stamp.`,
    );
  },
};

function ofProfile(profile: Profile, verdicts: readonly VerdictFact[], stops: boolean): Finding[] {
  if (profile.unstampable === null) return [];
  const says = verdicts.find((one) => one.profile === profile)?.verdict;
  // A rule may let it; where policy denies it anyway, that comes first.
  if (says?.unstamped === true || (says && says.effect !== 'allow')) return [];
  const [why = '', ...fix] = profile.unstampable.split(/(?<=\.) (?=Add )/);
  return [(stops ? problem : warning)(`${why} It is refused.`, ...fix)];
}

function ofCaller({ caller, base, profiles }: BaseFact, stops: boolean): Finding[] {
  const why = caller && whyUnstampable(caller.principal);
  if (!why || profiles.every(({ unstampable }) => unstampable !== null)) return [];
  return [
    (stops ? problem : warning)(
      `Nothing can be stamped from ${base.label}: ${why}.`,
      'Use the keys of an IAM user or a role session as its base: --aws-profile NAME',
    ),
  ];
}
