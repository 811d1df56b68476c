/** What pass and passage differ in, and what is said when one of them fails. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { orKeyFile } from './native.ts';
import { ANSWER_MS, type Ran, type Run } from './run-program.ts';

/** What the program said, where it failed. `locked`: a person could open it. */
export type Complaint = 'locked' | { readonly message: string; readonly next: readonly string[] };

/** One such program. */
export interface Program {
  readonly name: 'pass' | 'passage';
  /** What to type to have it. */
  readonly install: string;
  /** The store's folder, absolute. */
  readonly folder: string;
  /** Of an entry's file: `.gpg`. */
  readonly ending: string;
  /** What is missing before it can be used at all, or null. */
  lacks(): Complaint | null;
  /** How it runs where nobody is asked. */
  quiet(): Pick<Run, 'env' | 'where'>;
  /** How it runs where a person is asked; null: there is nobody. */
  asking(): Pick<Run, 'env' | 'where' | 'limit'> | null;
  /** What else it may be where it looks locked. */
  readonly orElse?: string;
  /** @param entry `sentinel/aws/alice`. */
  explain(complaint: string, entry: string): Complaint | null;
}

/** What an entry holds, where it is a text. @throws SentinelError('failed') where it is not. */
export function secretOf(ctx: Context, program: Program, output: Buffer, entry: string): string {
  const text = output.toString('utf8');
  const sane = text !== '' && Buffer.from(text).equals(output) && !/[^\P{Cc}\t\n\r]/u.test(text);
  if (sane) return text;
  throw failed(ctx, `What ${program.name} keeps as ${entry} is nothing that Sentinel put there.`, [
    `Take it away, and it is made again where it can be: ${program.name} rm ${entry}`,
  ]);
}

/** Why it failed, with the way out. */
export function whyNot(ctx: Context, program: Program, ran: Ran, entry: string): SentinelError {
  const byHand = `${program.name} show ${entry} >/dev/null`;
  if (ran.how === 'not started') {
    return failed(ctx, `The program ${program.name} cannot be started (${ran.why}).`, []);
  }
  if (ran.how === 'endless') {
    return failed(ctx, `${program.name} printed without end for ${entry}.`, []);
  }
  if (ran.how === 'slow') {
    return failed(ctx, `${program.name} did not answer within ${ANSWER_MS / 1000} s.`, [
      `If it waits for a card, a touch or a passphrase, answer that and try again: ${byHand}`,
    ]);
  }
  const why = program.explain(ran.complaint, entry);
  if (why === 'locked') {
    return failed(ctx, `The ${program.name} store is locked, and nobody could be asked.`, [
      `Unlock it and try again: ${byHand}`,
      ...(program.orElse ? [program.orElse] : []),
    ]);
  }
  if (why) return failed(ctx, why.message, why.next);
  const end = ran.code === null ? 'was ended' : `ended with exit code ${ran.code}`;
  return failed(ctx, `${program.name} ${end} over ${entry}.`, [`See what it says: ${byHand}`]);
}

/** With the other way. */
export function failed(ctx: Context, message: string, next: readonly string[]): SentinelError {
  return new SentinelError('failed', message, [...next, orKeyFile(ctx)]);
}
