/** Where a sign-in's calls go: to AWS, or to an override that may be used. */
import { decideEndpoints, type ProfileEndpoints } from '../aws/endpoints.ts';
import type { Context } from '../context.ts';

export interface SignInReach {
  /** The context whose AWS clients go where they may. */
  readonly ctx: Context;
  /** What is in use instead of AWS's own, and what is not and why. */
  readonly notices: readonly string[];
}

/** What holds where no profile is named: variables and the config file alone. */
const NO_PROFILE: ProfileEndpoints = {
  profile: '',
  endpointUrl: null,
  section: null,
  services: {},
  ignored: false,
  signsIn: true,
};

/**
 * Decides as the gate does for the credentials that follow: a stray .envrc must not send a sign-in away.
 * @param about.profile the AWS profile that the sign-in is for; its own endpoint settings count.
 * @throws SentinelError where the config file or the AWS files cannot be used, or there is no such profile.
 */
export async function signInReach(
  ctx: Context,
  about: { readonly configPath?: string; readonly profile?: string },
): Promise<SignInReach> {
  if (ctx.sandbox) return { ctx, notices: [] };
  const { loadConfig } = await import('../config/load.ts');
  const { endpoints } = await loadConfig(ctx, about.configPath);
  let of = NO_PROFILE;
  if (about.profile !== undefined) {
    const { loadProfiles } = await import('../profiles/load.ts');
    of = { ...(await (await loadProfiles(ctx)).find(about.profile)).endpoints, signsIn: true };
  }
  const { used, ignored } = decideEndpoints(ctx.env, endpoints, of);
  const mine = [used.sso && `sso ${used.sso}`, used['sso-oidc'] && `sso-oidc ${used['sso-oidc']}`];
  const named = mine.filter(Boolean).join(', ');
  const unused = ignored.filter(({ name }) => !/sts|ssm|iam|dynamodb/i.test(name));
  const notices = unused.map(({ name, why }) => `${name} is not used: ${why}.`);
  if (named === '') return { ctx, notices };
  return {
    ctx: { ...ctx, aws: ctx.aws.withEndpoints(used) },
    notices: [`Endpoints in use instead of AWS's own: ${named}.`, ...notices],
  };
}
