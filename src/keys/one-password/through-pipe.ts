import type { Context } from '../../context.ts';
import { findProgram } from '../find-program.ts';

/**
 * The words that run a program with a real pipe for its stdin. Node gives its children sockets, which
 * `op` since 2.6.2 does not take for input (github.com/1Password/op-js, src/cli.ts says so). The shell's
 * script is constant; every word is an argument. Null: this machine has no shell or no cat.
 */
export function throughPipe(
  ctx: Pick<Context, 'env' | 'platform'>,
  program: string,
  args: readonly string[],
): { readonly program: string; readonly args: readonly string[] } | null {
  if (ctx.platform === 'win32') return { program, args };
  const [sh, cat] = [findProgram(ctx, 'sh'), findProgram(ctx, 'cat')];
  return sh && cat ? { program: sh, args: ['-c', '"$0" | "$@"', cat, program, ...args] } : null;
}
