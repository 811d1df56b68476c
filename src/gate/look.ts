/** Everything that is known before anything is issued, with what the issue needs on top. */
import type { SealedCache } from '../cache/types.ts';
import type { Context } from '../context.ts';
import { parsePrincipal, whyUnstampable } from '../identity/principal.ts';
import { evaluate, prepare } from '../policy/evaluate.ts';
import type { PreparedPolicy } from '../policy/prepare.ts';
import type { AccessRequest } from '../policy/types.ts';
import { keysRefused } from './aws-errors.ts';
import type { AwsTime } from './aws-time.ts';
import { callerQuestion } from './caller.ts';
import { loadAccessPolicy } from './policy-source.ts';
import { accessRef, noSharedLedger } from './settings.ts';
import { type Start, start } from './start.ts';
import type { Assessment, GateRequest } from './types.ts';
import { withNotices } from './with-notices.ts';

/** An assessment with the secrets and tools that only the gate itself may hold. */
export interface Look extends Omit<Start, 'cache'> {
  readonly assessment: Assessment;
  /** Its AWS clients go where this request's calls may go. */
  readonly ctx: Context;
  /** Null: nothing is remembered, and nothing is kept. */
  readonly cache: SealedCache | null;
  /** Said to the user: endpoints, and why nothing is kept. */
  readonly notices: readonly string[];
  readonly time: AwsTime;
  readonly prepared: PreparedPolicy;
  readonly asked: AccessRequest;
  /** AWS's time of the verdict, milliseconds. */
  readonly at: number;
  /** Drops what was remembered of keys that AWS refuses; any other error is left alone. */
  notice(error: unknown): Promise<void>;
}

/** Steps 1 to 4 of one issue: files, base credentials, identity and policy at once, verdict. */
export async function look(ctx: Context, request: GateRequest, signal: AbortSignal): Promise<Look> {
  const started = await start(ctx, request, signal);
  const { reader, world, profile, base, reach } = started;
  const ref = accessRef(reach.ctx, world, request);
  const asking = loadAccessPolicy(reach.ctx, ref, reader, started.cache);
  asking.catch(() => {});
  const { cache, notice } = await started.cache;
  const who = callerQuestion(started, cache, ref.kind === 'file');
  const noteError = async (error: unknown) => {
    if (keysRefused(error)) await who.forget();
  };
  try {
    // Both are under way; of two failures the one about the caller tells more.
    const caller = await who.ask();
    const principal = parsePrincipal(caller.identity);
    const access = await asking;
    const { ledger } = access.policy;
    if (ledger !== undefined && ledger !== 'local') throw noSharedLedger(access.ref);
    const prepared = prepare(access.policy, access.zone);
    const asked: AccessRequest = {
      principal,
      profile: profile.name,
      roleArn: profile.roleArn,
      // Without a role the credentials stay in the account of their owner.
      account: profile.roleArn ? profile.account : principal.account,
      mode: request.mode,
    };
    const at = reader.time.now();
    const unstampable = profile.unstampable ?? whyUnstampable(principal);
    const endpoint = [...new Set([caller.endpoint, access.endpoint])]
      .filter((one) => one !== undefined)
      .join(' ');
    const assessment: Assessment = {
      request,
      principal,
      source: base.label,
      roleArn: asked.roleArn,
      account: asked.account,
      region: caller.region ?? access.region ?? (reader.regions.names[0] as string),
      access,
      verdict: evaluate(prepared, asked, at),
      skew: reader.time.skew,
      ...(endpoint !== '' && { endpoint }),
      ...(reach.channel?.proxy !== undefined && { proxy: reach.channel.proxy }),
      ...(reach.channel?.certificates !== undefined && {
        certificates: reach.channel.certificates,
      }),
      ...(unstampable !== null && { unstampable }),
    };
    return {
      ...started,
      assessment,
      ctx: reach.ctx,
      cache,
      notices: notice === null ? reach.notices : [...reach.notices, notice],
      time: reader.time,
      prepared,
      asked,
      at,
      notice: noteError,
    };
  } catch (error) {
    await noteError(error);
    throw withNotices(error, reach.notices);
  }
}
