/** A sign-in as it is told on stderr: what to open, what to compare, how to get the address across. */
import type { Context } from '../context.ts';
import type { SignInOptions, SignInPrompt, SsoStart, SsoToken } from '../sso/types.ts';
import { openTerminalLines, type TerminalLines } from './terminal-line.ts';

/** Signs in and says how it goes; Enter copies the address, where there is a terminal to press it on. */
export async function signInTalking(
  ctx: Context,
  start: SsoStart,
  options: Pick<SignInOptions, 'flow' | 'browser'> & { readonly signal: AbortSignal },
): Promise<SsoToken> {
  const { signIn } = await import('../sso/sign-in.ts');
  const { nameOf } = await import('../sso/not-signed-in.ts');
  const { visible } = await import('../terminal/sanitise.ts');
  const { until } = await import('../console/text/times.ts');
  const { stderr } = ctx.stdio;
  const name = visible(nameOf(start));
  const copier = await openCopier(ctx);
  try {
    const token = await signIn(ctx, start, {
      ...options,
      tell(prompt) {
        const userCode = visible(prompt.userCode ?? '');
        const lines = [...sentences(name, { ...prompt, userCode }), copier?.hint].filter(Boolean);
        const end = until(prompt.expiresAt, ctx.clock.now());
        stderr.write(`${lines.join('\n')}\nWaiting for the approval until ${end}; Ctrl+C stops.\n`);
        copier?.offer(prompt.url);
      },
    });
    const end = until(token.expiresAt, ctx.clock.now());
    stderr.write(
      `Signed in to ${name} until ${end}${token.refreshToken === undefined ? '' : ', and refreshed then while the session lasts'}.\n`,
    );
    return token;
  } finally {
    copier?.close();
  }
}

function sentences(name: string, { flow, url, userCode, opened }: SignInPrompt): string[] {
  if (flow === 'pkce') {
    return opened
      ? [`Your browser was opened to sign in to ${name}. If you do not see it:`, `  ${url}`]
      : [`To sign in to ${name}, open this in a browser on this machine:`, `  ${url}`];
  }
  const code = `and approve it only if it shows the code ${userCode}`;
  // The sandbox's page is on this machine alone.
  const where = /^http:/.test(url) ? 'this' : 'any';
  return opened
    ? [`Your browser was opened to sign in to ${name}. If you do not see it:`, `  ${url}`, code]
    : [`To sign in to ${name}, open this in a browser on ${where} machine:`, `  ${url}`, code];
}

interface Copier {
  readonly hint: string;
  /** From now on Enter sends `text` to the clipboard. */
  offer(text: string): void;
  close(): void;
}

async function openCopier(ctx: Context): Promise<Copier | null> {
  const { detectCapabilities } = await import('../terminal/capabilities.ts');
  const capabilities = detectCapabilities(ctx.env, ctx.stdio.stderr, ctx.platform);
  const lines = capabilities.osc ? await openTerminalLines(ctx) : null;
  if (!lines) return null;
  const { copySequence } = await import('../terminal/copy.ts');
  const controller = new AbortController();
  return {
    hint: 'Press Enter to copy the address.',
    offer(text) {
      const sequence = copySequence(text, capabilities);
      if (sequence !== undefined) void copyOnEnter(ctx, lines, sequence, controller.signal);
    },
    close() {
      controller.abort();
      lines.close();
    },
  };
}

async function copyOnEnter(
  ctx: Context,
  lines: TerminalLines,
  sequence: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    while ((await lines.next(signal)) !== null) {
      ctx.stdio.stderr.write(`${sequence}Sent to the clipboard.\n`);
    }
  } catch {
    // The sign-in is over.
  }
}
