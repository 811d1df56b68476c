/** Which way this request's calls go: endpoint overrides, proxy, certificates; and what is said about them. */
import type { Channel } from '../aws/channel.ts';
import { decideEndpoints, shown } from '../aws/endpoints.ts';
import { overrideRefused } from '../config/fixed.ts';
import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';
import type { Profile } from '../profiles/types.ts';

/** A context whose AWS clients go where they may. */
export interface Reach {
  readonly ctx: Context;
  /**
   * The overrides in use, and what else decides who answers (proxy, certificates), as one text that is the
   * same only for the same ones; `''`: AWS's own, straight. What is learned in one place counts in no other.
   */
  readonly place: string;
  /** Null in the sandbox, where nothing leaves this machine. */
  readonly channel: Channel | null;
  readonly notices: readonly string[];
}

type About = Pick<Config, 'endpoints' | 'fixedBy' | 'unheard'>;

/**
 * Puts the overrides in place that may be used (loopback, AWS's own names, listed in the config file); a
 * stray .envrc must not send tokens away or bring its own policy. What is in use is said, and so is what
 * is not, so that nobody wonders. In the sandbox there is one endpoint, and nothing else counts.
 * @throws SentinelError `usage` for an override that contradicts the organisation's file.
 */
export function reach(ctx: Context, config: About, profile: Pick<Profile, 'endpoints'>): Reach {
  if (ctx.sandbox) return { ctx, place: ctx.sandbox.url, channel: null, notices: [] };
  const channel = ctx.aws.channel();
  const about = [...channel.notices, ...config.unheard];
  const straight = { ctx, place: channel.name, channel, notices: about };
  if (!asksForAny(ctx, config, profile)) return straight;
  const { used, ignored } = decideEndpoints(ctx.env, config, profile.endpoints);
  const refused = ignored.find((one) => one.refused);
  if (refused) throw overrideRefused(refused);
  const unused = ignored.map(({ name, why }) => `${name} is not used: ${why}.`);
  const all = Object.entries(used).sort();
  if (all.length === 0) return { ...straight, notices: [...unused, ...about] };
  const inUse = all.map(([service, url]) => `${service} ${shown(url)}`).join(', ');
  return {
    ctx: { ...ctx, aws: ctx.aws.withEndpoints(used) },
    place: [...all.map(([service, url]) => `${service} ${url}`), channel.name].join('\n'),
    channel,
    notices: [`Endpoints in use instead of AWS's own: ${inUse}.`, ...unused, ...about],
  };
}

/** Spares a list of thousands of profiles the work of deciding nothing. */
function asksForAny(
  ctx: Context,
  { endpoints: configured }: About,
  { endpoints }: Pick<Profile, 'endpoints'>,
): boolean {
  return (
    endpoints.endpointUrl !== null ||
    Object.keys(endpoints.services).length > 0 ||
    Object.keys(configured).length > 0 ||
    Object.keys(ctx.env).some((name) => name.startsWith('AWS_ENDPOINT_URL'))
  );
}
