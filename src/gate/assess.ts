/**
 * The gate: from a profile to stamped credentials, and the only way to them. Console, commands and (later)
 * the server ask the same two questions: `assess` (what would happen) and `issue` (do it). To add a source
 * of grants: `grant.ts`, and nothing else may decide. To add a step of an issue: `issue.ts` has them in
 * their order.
 */
import type { Context } from '../context.ts';
import { withDeadline } from './deadline.ts';
import { look } from './look.ts';
import type { Assessment, GateRequest } from './types.ts';
import { withWayOut } from './way-out.ts';

/**
 * Who asks, what for, and what policy says now. Issues and logs nothing.
 * @throws SentinelError for everything that stands in the way of a verdict; a denying verdict is no error.
 */
export async function assess(ctx: Context, request: GateRequest): Promise<Assessment> {
  return withWayOut(ctx, request.configPath, () =>
    withDeadline(request.signal, async (signal) => (await look(ctx, request, signal)).assessment),
  );
}
