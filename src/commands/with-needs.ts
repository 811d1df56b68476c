/** What a command does when the gate says that a sign-in or an MFA code would help. */
import type { Context } from '../context.ts';
import { type Need, SentinelError } from '../errors.ts';
import { interruptible } from './interrupts.ts';
import { openTerminalLines } from './terminal-line.ts';
import type { ParsedArgs } from './types.ts';

export interface Answers {
  readonly mfaCode?: string;
}

/** A wrong code may be a slip; two are better told than asked about again. */
const MOST_CODES = 2;

/**
 * Runs `attempt`; where it fails for want of a sign-in or an MFA code, gets it from the person at the
 * terminal and tries again. A sign-in is started only with `--auto-login`, once for each session. Without a
 * controlling terminal, or where stderr is none, nothing is asked and no browser opened: the error stands.
 */
export async function withNeeds<T>(
  ctx: Context,
  args: Pick<ParsedArgs, 'flags'>,
  attempt: (answers: Answers) => Promise<T>,
): Promise<T> {
  const signedIn = new Set<string>();
  let answers: Answers = {};
  let codes = 0;
  for (;;) {
    try {
      return await attempt(answers);
    } catch (error) {
      const need = error instanceof SentinelError ? error.need : undefined;
      if (!need) throw error;
      if (need.kind === 'sso') {
        const key = `${need.start.session} ${need.start.startUrl}`;
        if (args.flags['auto-login'] !== true || signedIn.has(key)) throw error;
        signedIn.add(key);
        if (!(await signInHere(ctx, args, need.start))) throw error;
      } else {
        if (codes++ >= MOST_CODES) throw error;
        // The first asking explains itself; the second says what became of the first.
        const before = codes > 1 ? (error as SentinelError).message : null;
        const mfaCode = await askCode(ctx, need, before);
        if (mfaCode === null) throw error;
        answers = { mfaCode };
      }
    }
  }
}

/** False where nobody is there to sign in. */
async function signInHere(
  ctx: Context,
  args: Pick<ParsedArgs, 'flags'>,
  start: Extract<Need, { kind: 'sso' }>['start'],
): Promise<boolean> {
  const lines = await openTerminalLines(ctx);
  if (!lines) return false;
  lines.close();
  const [{ signInTalking }, { signInWorld }] = await Promise.all([
    import('./sign-in-talk.ts'),
    import('./sso-start.ts'),
  ]);
  const world = await signInWorld(ctx, args, start);
  await interruptible((signal) => signInTalking(world, start, { signal }));
  return true;
}

/** Slips of the finger cost no call to AWS, but somebody who types on and on is no person. */
const MOST_LINES = 5;

/** Six digits from the terminal; null where nobody is there, or the person gave up (an empty line, Ctrl+D). */
async function askCode(
  ctx: Context,
  { serial }: Extract<Need, { kind: 'mfa' }>,
  before: string | null,
): Promise<string | null> {
  const lines = await openTerminalLines(ctx);
  if (!lines) return null;
  const { visible } = await import('../terminal/sanitise.ts');
  const say = (text: string) => ctx.stdio.stderr.write(text);
  try {
    return await interruptible(async (signal) => {
      if (before !== null) say(`sentinel: ${visible(before)}\n`);
      for (let asked = 0; asked < MOST_LINES; asked++) {
        say(`MFA code of ${visible(serial)}: `);
        const line = await lines.next(signal);
        const code = line?.replace(/\s/g, '') ?? '';
        if (/^\d{6}$/.test(code)) return code;
        if (line === null) say('\n');
        if (code === '') return null;
        say('sentinel: a code is six digits.\n');
      }
      return null;
    });
  } finally {
    lines.close();
  }
}
