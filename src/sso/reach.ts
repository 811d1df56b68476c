/** Where a sign-in's calls go: to AWS, or to an override that may be used. */
import { decideEndpoints, isHere, type ProfileEndpoints, shown } from '../aws/endpoints.ts';
import type { Context } from '../context.ts';
import type { SsoStart } from './types.ts';

export interface SignInReach {
  /** The context whose AWS clients go where they may. */
  readonly ctx: Context;
  /** What is in use instead of AWS's own (endpoints, proxy, certificates), and what is not and why. */
  readonly notices: readonly string[];
}

/** What holds where no profile is named: variables and the config file alone. */
const NO_PROFILE: Omit<ProfileEndpoints, 'startUrl'> = {
  profile: '',
  endpointUrl: null,
  section: null,
  services: {},
  ignored: false,
  signsIn: true,
};

/**
 * Decides as the gate does for the credentials that follow: a stray .envrc must not send a sign-in away.
 * @param starts what one signs in to or out of: the tokens of a portal go to no place but AWS's own, or
 *   what the config file lists, unless every portal is on this machine.
 * @param about.profile the AWS profile that the sign-in is for; its own endpoint settings count.
 * @throws SentinelError `usage` for an override that contradicts the organisation's file; where the config file or the AWS files cannot be used, or there is no such profile.
 */
export async function signInReach(
  ctx: Context,
  starts: readonly SsoStart[],
  about: { readonly configPath?: string; readonly profile?: string },
): Promise<SignInReach> {
  if (ctx.sandbox) return { ctx, notices: [] };
  const { loadConfig } = await import('../config/load.ts');
  const config = await loadConfig(ctx, about.configPath);
  let of: ProfileEndpoints = NO_PROFILE;
  if (about.profile !== undefined) {
    const { loadProfiles } = await import('../profiles/load.ts');
    of = (await (await loadProfiles(ctx)).find(about.profile)).endpoints;
  }
  const [portal] = [...starts].sort(
    (a, b) => Number(isHere(a.startUrl)) - Number(isHere(b.startUrl)),
  );
  const { used, ignored } = decideEndpoints(ctx.env, config, {
    ...of,
    signsIn: true,
    startUrl: portal?.startUrl ?? '',
  });
  const unused = ignored.filter(({ name }) => !/sts|ssm|iam|dynamodb/i.test(name));
  const refused = unused.find((one) => one.refused);
  if (refused) throw (await import('../config/fixed.ts')).overrideRefused(refused);
  const named = (['sso', 'sso-oidc'] as const)
    .flatMap((service) => (used[service] ? [`${service} ${shown(used[service])}`] : []))
    .join(', ');
  const notices = [
    ...(named === '' ? [] : [`Endpoints in use instead of AWS's own: ${named}.`]),
    ...unused.map(({ name, why }) => `${name} is not used: ${why}.`),
    ...ctx.aws.channel().notices,
    ...config.unheard,
  ];
  if (named === '') return { ctx, notices };
  return { ctx: { ...ctx, aws: ctx.aws.withEndpoints(used) }, notices };
}
