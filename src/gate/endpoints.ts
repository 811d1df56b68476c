/** Which endpoint overrides reach this request's calls, and what is said about them. */
import { decideEndpoints } from '../aws/endpoints.ts';
import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';
import type { Profile } from '../profiles/types.ts';

/** A context whose AWS clients go where they may. */
export interface Reach {
  readonly ctx: Context;
  /** The overrides in use, as one text that is the same only for the same ones; `''`: AWS's own. */
  readonly place: string;
  readonly notices: readonly string[];
}

/**
 * Puts the overrides in place that may be used (loopback, AWS's own names, listed in the config file); a
 * stray .envrc must not send tokens away or bring its own policy. What is in use is said, and so is what
 * is not, so that nobody wonders. In the sandbox there is one endpoint, and nothing else counts.
 */
export function reach(
  ctx: Context,
  configured: Config['endpoints'],
  profile: Pick<Profile, 'endpoints'>,
): Reach {
  if (ctx.sandbox) return { ctx, place: ctx.sandbox.url, notices: [] };
  if (!asksForAny(ctx, configured, profile)) return { ctx, place: '', notices: [] };
  const { used, ignored } = decideEndpoints(ctx.env, configured, profile.endpoints);
  const names = Object.entries(used)
    .map(([service, url]) => `${service} ${url}`)
    .sort();
  const notices = ignored.map(({ name, why }) => `${name} is not used: ${why}.`);
  if (names.length === 0) return { ctx, place: '', notices };
  return {
    ctx: { ...ctx, aws: ctx.aws.withEndpoints(used) },
    place: names.join('\n'),
    notices: [`Endpoints in use instead of AWS's own: ${names.join(', ')}.`, ...notices],
  };
}

/** Spares a list of thousands of profiles the work of deciding nothing. */
function asksForAny(
  ctx: Context,
  configured: Config['endpoints'],
  { endpoints }: Pick<Profile, 'endpoints'>,
): boolean {
  return (
    endpoints.endpointUrl !== null ||
    Object.keys(endpoints.services).length > 0 ||
    Object.keys(configured).length > 0 ||
    Object.keys(ctx.env).some((name) => name.startsWith('AWS_ENDPOINT_URL'))
  );
}
