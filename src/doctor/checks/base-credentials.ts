import { span } from '../../console/text/times.ts';
import type { Context } from '../../context.ts';
import type { SentinelError } from '../../errors.ts';
import { shellWord } from '../../gate/quote.ts';
import type { BaseFact } from '../facts/bases.ts';
import { commands, named, ok, problem, skipped, together, warning } from '../finding.ts';
import { lookAt } from '../look.ts';
import type { Check, Finding, Result } from '../types.ts';

export const baseCredentials: Check = {
  id: 'base-credentials',
  title: 'Base credentials',
  about:
    'each source of base credentials: whose keys they are, whether one is signed in (SSO) and until when; other tools are run only with --profile',
  async run(ctx, facts) {
    const [bases, aws] = await Promise.all([facts.bases(), facts.aws()]);
    if (bases.length === 0) {
      const why = aws.value ? 'No profile has base credentials.' : 'The AWS files cannot be read.';
      return skipped(why);
    }
    const chosen = facts.request.profile !== undefined;
    const lost = bases.filter((one) => fails(ctx, one));
    const stops = chosen || lost.length === bases.length;
    const found = oneForEach(bases).map((one) => finding(ctx, one, stops));
    const [only] = found;
    if (only && found.length === 1) return only;
    const unsure = found.filter(({ status }) => status === 'skipped');
    const well = [...found.filter(({ status }) => status === 'ok'), ...unsure];
    if (unsure.length === found.length && only) return only;
    const result: Result = together(found, well.map(({ detail }) => detail).join(' '));
    return result;
  },
};

/** Sources that fail for the same reason (the roles of one sign-in) are told once. */
function oneForEach(bases: readonly BaseFact[]): BaseFact[] {
  const groups = Map.groupBy(bases, ({ base, error }) => error?.message ?? base.key);
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    return first ? [{ ...first, profiles: some.flatMap(({ profiles }) => profiles) }] : [];
  });
}

/** That AWS does not answer is the regions' to tell. */
function fails(ctx: Context, { error, base }: BaseFact): boolean {
  if (error) return error.kind !== 'unavailable';
  return base.kind === 'web_identity' && tokenGone(base) && ctx.sandbox === undefined;
}

function finding(ctx: Context, fact: BaseFact, stops: boolean): Finding {
  const { base, profiles, caller, error, unasked } = fact;
  const names = named(profiles.map(({ name }) => name));
  const what = base.label.charAt(0).toUpperCase() + base.label.slice(1);
  if (caller) return ok(`${what}: ${caller.principal.arn}${signedIn(ctx, fact)}.`);
  if (error?.kind === 'unavailable') return skipped(`${what}: AWS does not answer.`);
  const bad = stops ? problem : warning;
  if (error) return bad(`${error.message} (${names})`, ...fixOf(error, profiles[0]?.name ?? ''));
  if (base.kind === 'web_identity' && tokenGone(base)) {
    return bad(
      `The token of ${base.label} is not there: ${base.tokenFile}. (${names})`,
      'Its file is written by your identity provider: a CI job, a pod, a sign-in tool.',
    );
  }
  return skipped(`${what}${signedIn(ctx, fact)}: ${unasked ?? 'not asked'}.`);
}

function fixOf({ next }: SentinelError, profile: string): readonly string[] {
  if (next.length > 0) return commands(next);
  return [
    `See what AWS's own tool says: aws sts get-caller-identity --profile ${shellWord(profile)}`,
  ];
}

function signedIn({ clock }: Context, { signIn, caller }: BaseFact): string {
  if (!signIn?.signedIn) return '';
  const left = signIn.until - clock.now();
  const until = left > 0 ? `signed in for ${span(left)} more` : 'a sign-in to be renewed';
  return `, ${until}${signIn.refreshable && caller ? ', then renewed' : ''}`;
}

function tokenGone({ tokenFile }: Extract<BaseFact['base'], { kind: 'web_identity' }>): boolean {
  return lookAt(tokenFile, true) === null;
}
