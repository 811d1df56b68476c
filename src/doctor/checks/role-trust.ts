import { trustGap } from '../../gate/trust.ts';
import type { RoleFact } from '../facts/roles.ts';
import { count, named, ok, problem, skipped, together, warning } from '../finding.ts';
import { letsStamp } from '../stamp-allowed.ts';
import type { Check, Finding } from '../types.ts';

export const roleTrust: Check = {
  id: 'role-trust',
  title: 'Role trust',
  about:
    'the trust policies of the roles, where iam:GetRole shows them: sts:SetSourceIdentity, and a demand of the stamp',
  async run(_, facts) {
    const roles = await facts.roles();
    if (roles.length === 0) return skipped('No profile leads to a role.');
    const read = roles.filter(({ trust }) => trust);
    const unread = roles.filter(({ trust }) => !trust);
    const why = [...new Set(unread.map((one) => one.unread))].join('; ');
    const rest =
      unread.length > 0 ? `${count(unread.length, 'role')} could not be read (${why}).` : '';
    if (read.length === 0) return skipped(rest);
    const closed = read.filter((one) => !letsStamp(one.trust?.document));
    const usable = new Set(
      roles
        .flatMap(({ profiles }) => profiles)
        .filter((one) => closed.every(({ profiles }) => !profiles.includes(one))),
    );
    const stops = facts.request.profile !== undefined || usable.size === 0;
    const found = read.flatMap((one) => ofRole(one, stops));
    const lets = count(read.length, 'role lets', 'roles let');
    const well = `${lets} stamped sessions in, and no others.`;
    const result = together(found, [well, rest].filter(Boolean).join(' '));
    return result.status === 'ok' || !rest
      ? result
      : { ...result, detail: `${result.detail} ${rest}` };
  },
};

function ofRole({ roleArn, profiles, trust }: RoleFact, stops: boolean): Finding[] {
  const names = named([...new Set(profiles.map(({ name }) => name))]);
  if (!letsStamp(trust?.document)) {
    const bad = stops ? problem : warning;
    return [
      bad(
        `The trust policy of ${roleArn} (${names}) does not allow sts:SetSourceIdentity, so AWS refuses every stamped session.`,
        'Allow it beside sts:AssumeRole: "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]',
      ),
    ];
  }
  const gap = trustGap(trust?.document);
  if (!gap) return [ok('')];
  return [
    warning(`${roleArn} (${names}) may be assumed without Sentinel's stamp: ${gap.why}.`, gap.fix),
  ];
}
