import type { PreviewFacts, PreviewRow } from '../gate/preview.ts';
import type { SsoStart } from '../sso/types.ts';

/** The rows as other programs read them: field names as in `policy explain --json`. */
export function asJson(facts: PreviewFacts | null, rows: readonly PreviewRow[]) {
  return {
    principal: facts && {
      arn: facts.principal.arn,
      account_id: facts.principal.account,
      identity_type: facts.principal.type,
      raw_username: facts.principal.rawName,
    },
    policy: facts && {
      ref: facts.policy.ref,
      version: facts.policy.version,
      sha256: facts.policy.sha256,
    },
    region: facts?.region ?? null,
    endpoint: facts?.endpoint ?? null,
    clock_skew_seconds: facts?.skew == null ? null : Math.round(facts.skew / 1000),
    sign_in: (facts?.signIn ?? []).map(({ session, until: ends }) => ({
      session,
      until: iso(ends),
    })),
    profiles: rows.map(({ profile, roleArn, account, region, ...row }) => ({
      profile,
      role_arn: roleArn,
      account,
      region,
      assumed: row.assumed,
      mfa_serial: row.mfaSerial ?? null,
      ...verdictJson(row),
    })),
  };
}

function verdictJson({
  verdict,
  unstampable,
  problem,
}: Pick<PreviewRow, 'verdict' | 'unstampable' | 'problem'>) {
  return {
    effect: verdict?.effect ?? null,
    declared_effect: verdict?.declaredEffect ?? null,
    needs: verdict?.needs ?? null,
    rule: verdict?.rule ?? null,
    rule_index: verdict?.ruleIndex ?? -1,
    reason: verdict?.reason ?? null,
    until: iso(verdict?.until),
    next_change: verdict?.nextChange
      ? { at: iso(verdict.nextChange.at), effect: verdict.nextChange.effect }
      : null,
    breakglass: verdict?.breakglass ?? null,
    unstampable,
    problem: problem && {
      kind: problem.kind,
      message: problem.message,
      next: problem.next,
      sign_in: problem.need?.kind === 'sso' ? startJson(problem.need.start) : null,
    },
  };
}

function startJson({ session, startUrl, region }: SsoStart) {
  return { session, start_url: startUrl, region };
}

function iso(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}
