/** Whether break-glass is on, with the policy that rules it. */
import type { Context } from '../context.ts';
import { withDeadline } from './deadline.ts';
import { loadBreakglassPolicy, type PolicyReader } from './policy-source.ts';
import { breakglassRef, loadWorld, type World } from './settings.ts';
import { startWith } from './start.ts';
import type { BreakglassState, GateRequest } from './types.ts';

/**
 * Loads the break-glass policy for a profile.
 * @throws SentinelError where a policy is configured and cannot be read or is not valid.
 */
export async function breakglassState(
  ctx: Context,
  request: GateRequest,
): Promise<BreakglassState> {
  return withDeadline(request.signal, async (signal) => {
    const off = whyOff(ctx);
    if (off) return { on: false, reason: off };
    const world = await loadWorld(ctx, request.configPath);
    const profile = await world.profiles.find(request.profile, request.awsProfile);
    if (!profile.base) return { on: false, reason: profile.problem?.message ?? '' };
    const { reach, reader } = await startWith(ctx, world, profile, request, signal);
    return loadBreakglass(reach.ctx, world, request.profile, reader);
  });
}

/** The same with everything at hand, for the gate's own use. */
export async function loadBreakglass(
  ctx: Context,
  world: World,
  profile: string,
  reader: PolicyReader,
): Promise<BreakglassState> {
  const off = whyOff(ctx);
  if (off) return { on: false, reason: off };
  const ref = breakglassRef(ctx, world, profile);
  if (!ref) {
    return { on: false, reason: 'Break-glass is off: no break-glass policy is configured.' };
  }
  return { on: true, loaded: await loadBreakglassPolicy(ctx, ref, reader) };
}

/** Alerts and rate limits are not there yet, and without them it must not be used for real. */
function whyOff(ctx: Context): string | null {
  return ctx.sandbox
    ? null
    : 'Break-glass is off outside the sandbox: this version has no alerts and rate limits yet.';
}
