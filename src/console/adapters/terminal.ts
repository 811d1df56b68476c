/** The terminal: hold and release, the shell with its banner and countdown, the clipboard, Ctrl+Z. */
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { errorCode } from '../../files/error-code.ts';
import type { Issued } from '../../gate/types.ts';
import type { Capabilities } from '../../terminal/capabilities.ts';
import type { Keyboard } from '../../terminal/keyboard.ts';
import { bannerText } from '../banner.ts';
import type { IssuedSession, ShellEnd, TerminalPort } from '../ports.ts';

export interface TerminalParts {
  readonly keyboard: Keyboard;
  readonly capabilities: Capabilities;
  /** Ink's suspendTerminal. */
  readonly suspend: (run: () => Promise<void>) => Promise<void>;
  /** Aborted when the console itself has to end. */
  readonly signal: AbortSignal;
  /** Told of each shell: settles when the terminal is ours again. */
  readonly lending: (until: Promise<unknown>) => void;
  /** AWS's time minus the machine's, milliseconds. */
  readonly skew: () => number;
  readonly quit: () => void;
}

export interface Terminal {
  readonly port: TerminalPort;
  /** Keeps the credentials here until their shell is opened; gives what may be shown of them. */
  keep(issued: Issued): IssuedSession;
}

/** Makes the port; issued credentials stay in here until their shell has taken them. */
export function createTerminal(ctx: Context, parts: TerminalParts): Terminal {
  const kept = new Map<string, Issued>();
  const { keyboard } = parts;
  return {
    keep(issued) {
      kept.set(issued.session.id, issued);
      return {
        sessionId: issued.session.id,
        profile: issued.session.profile,
        stamp: issued.stamp,
        expiresAt: issued.credentials.expiration,
        windowEndsAt: issued.session.windowEndsAt,
        notices: issued.notices,
      };
    },
    port: {
      hold: () => keyboard.hold(),
      release: () => keyboard.release(),
      async shell(session) {
        const issued = kept.get(session.sessionId);
        if (!issued) throw new Error('no credentials are kept for this session');
        kept.delete(session.sessionId);
        return openShell(ctx, parts, issued, session);
      },
      async copy(text) {
        const { copySequence } = await import('../../terminal/copy.ts');
        const sequence = copySequence(text, parts.capabilities);
        if (sequence === undefined) return 'this terminal takes no copies; here it is';
        ctx.stdio.stdout.write(sequence);
        return 'sent to the clipboard';
      },
      suspend() {
        void import('../../terminal/job-control.ts').then(({ stopUntilContinued }) =>
          stopUntilContinued(parts.suspend),
        );
      },
      quit: parts.quit,
    },
  };
}

async function openShell(
  ctx: Context,
  parts: TerminalParts,
  issued: Issued,
  session: IssuedSession,
): Promise<ShellEnd> {
  const [{ handOver }, { startCountdown }, { childEnvironment }] = await Promise.all([
    import('../../terminal/hand-over.ts'),
    import('../../terminal/countdown.ts'),
    import('../../gate/child-env.ts'),
  ]);
  const { profile, expiresAt } = session;
  const now = () => ctx.clock.now() + parts.skew();
  const command = ctx.env['SHELL'] || '/bin/sh';
  const shell = handOver({
    ctx,
    command,
    env: childEnvironment(ctx, issued),
    banner: bannerText(session, now(), parts.capabilities),
    keyboard: parts.keyboard,
    suspend: parts.suspend,
    signal: parts.signal,
    during: (tell) =>
      startCountdown({ label: profile, expiresAt, now, tell, terminal: parts.capabilities }),
  });
  parts.lending(shell.catch(() => {}));
  try {
    return await shell;
  } catch (error) {
    throw notStarted(command, error);
  } finally {
    const { endSession } = await import('../../gate/end-session.ts');
    await endSession(ctx, session.sessionId);
  }
}

/** A shell that the system will not start is the user's to know about; anything else stays what it is. */
export function notStarted(command: string, error: unknown): unknown {
  const call = (error as { syscall?: unknown } | null)?.syscall;
  if (typeof call !== 'string' || !call.startsWith('spawn')) return error;
  return new SentinelError(
    'failed',
    `Your shell ${command} cannot be started (${errorCode(error) ?? 'unknown error'}).`,
    ['Set SHELL to the path of a shell, and start Sentinel again.'],
    error,
  );
}
