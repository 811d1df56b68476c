/** What is said about endpoints that somebody set and that are not used. Pure. */
import type { Context } from '../context.ts';

/**
 * Endpoint overrides of the environment and the config file do not reach Sentinel's own calls: a stray
 * .envrc could send them, and the policy they bring back, anywhere. Said, so that nobody wonders.
 */
export function endpointNotice(
  ctx: Pick<Context, 'env' | 'sandbox'>,
  configured: Readonly<Record<string, string>>,
): string | null {
  if (ctx.sandbox) return null;
  const names = Object.keys(ctx.env).filter(
    (name) => /^AWS_ENDPOINT_URL(?:_(?:STS|SSM))?$/.test(name) && ctx.env[name],
  );
  if (Object.keys(configured).length > 0) names.push('endpoints: of the config file');
  if (names.length === 0) return null;
  return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not used: Sentinel asks AWS's own endpoints.`;
}
