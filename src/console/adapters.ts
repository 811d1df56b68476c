/**
 * The console's ports, made from the gate, the ledger, the decision log and the terminal. Everything
 * heavy is imported when it is first asked for, which is after the first frame.
 */

import { where } from '../commands/gate-flags.ts';
import type { ParsedArgs } from '../commands/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { IssueRequest } from '../gate/types.ts';
import { createProfiles } from './adapters/profiles.ts';
import { createRecords } from './adapters/records.ts';
import { reviveSandbox } from './adapters/sandbox.ts';
import { createTerminal, type TerminalParts } from './adapters/terminal.ts';
import type { AccessPort, DraftsPort, Ports } from './ports.ts';

/** What all adapters ask the gate with: policy, regions, base, config of this run. */
export type Where = Pick<IssueRequest, 'policyRef' | 'regions' | 'awsProfile' | 'configPath'>;

/** Makes the ports of one run; nothing is read or asked before one is used. */
export function createPorts(ctx: Context, args: ParsedArgs, parts: TerminalParts): Ports {
  const asking = where(args);
  const names = new Set<string>();
  let header = '';
  const terminal = createTerminal(ctx, parts);
  return {
    now: () => ctx.clock.now(),
    profiles: createProfiles(ctx, asking, (user, shown) => {
      names.add(user);
      if (shown) header = user;
    }),
    access: createAccess(ctx, asking, terminal, parts.signal),
    records: createRecords(ctx, parts.skew, () => [...names]),
    drafts: createDrafts(ctx, () => header),
    terminal: terminal.port,
  };
}

function createAccess(
  ctx: Context,
  asking: Where,
  terminal: ReturnType<typeof createTerminal>,
  signal: AbortSignal,
): AccessPort {
  return {
    async issue(profile, breakglassEventId, answers) {
      refuseNesting(ctx);
      await reviveSandbox(ctx);
      const { issue } = await import('../gate/issue.ts');
      const issued = await issue(ctx, {
        profile,
        mode: 'cli',
        // The console is told to end: nothing is issued that nobody will use.
        signal,
        ...asking,
        ...(breakglassEventId === null ? {} : { breakglassEventId }),
        ...answers,
      });
      return terminal.keep(issued);
    },
    async openBreakglass(profile, form) {
      refuseNesting(ctx);
      const [{ assess }, { openBreakglass }] = await Promise.all([
        import('../gate/assess.ts'),
        import('../breakglass/open.ts'),
      ]);
      const assessment = await assess(ctx, { profile, mode: 'cli', ...asking });
      return openBreakglass(ctx, assessment, form);
    },
    async signIn(start, tell, cancelled) {
      const [{ signIn }, { signInReach }] = await Promise.all([
        import('../sso/sign-in.ts'),
        import('../sso/reach.ts'),
      ]);
      const either = AbortSignal.any([cancelled, signal]);
      const reach = await signInReach(ctx, [start], asking);
      try {
        const { expiresAt } = await signIn(reach.ctx, start, { tell, signal: either });
        return { until: expiresAt };
      } catch (error) {
        const { withNotices } = await import('../gate/with-notices.ts');
        throw withNotices(error, reach.notices);
      }
    },
  };
}

/** As `exec` does: a session inside a session would say one thing in the prompt and be another. */
function refuseNesting(ctx: Context): void {
  if (!ctx.env['SENTINEL_SESSION_ID']) return;
  throw new SentinelError(
    'usage',
    `This console runs inside a session of ${ctx.env['SENTINEL_PROFILE'] ?? 'another profile'}.`,
    ['leave that shell first: exit'],
  );
}

function createDrafts(ctx: Context, user: () => string): DraftsPort {
  const drafts = once(() => import('../breakglass/drafts.ts'));
  return {
    load: async (profile) => (await drafts()).loadDraft(ctx, { user: user(), profile }),
    save: async (profile, form) => (await drafts()).saveDraft(ctx, { user: user(), profile }, form),
    drop: async (profile) => (await drafts()).dropDraft(ctx, { user: user(), profile }),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
