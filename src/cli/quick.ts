/**
 * The short way for what a shell asks with each prompt and each Tab: `prompt`, `__complete`, `completion`.
 * People wait for it dozens of times an hour, so it makes no AWS clients, opens no streams and loads few files;
 * the budget is 1.5x an empty Node (test/bench/quick.ts).
 */
import type { CommandSpec, ParsedArgs } from '../commands/types.ts';
import type { LocalContext } from '../completion/local.ts';
import { defaultPaths } from '../paths.ts';
import { parseCommand } from './parse.ts';

/** @returns false where the general way has to take it (help, slips): nothing has been written then. */
export async function main(proc: NodeJS.Process): Promise<boolean> {
  const [, , verb, ...args] = proc.argv;
  const ctx: LocalContext = {
    env: proc.env,
    clock: { now: () => Date.now() },
    paths: defaultPaths(proc.env),
  };
  if (verb === '__complete') {
    // A shell has nowhere to show what went wrong: then nothing is offered.
    const found = await completion(args, ctx).catch(() => '');
    write(proc, found);
    return true;
  }
  try {
    const { text, code } = await (verb === 'prompt' ? promptText(args, ctx) : script(args));
    write(proc, text);
    proc.exitCode = code;
    return true;
  } catch {
    return false;
  }
}

async function completion(args: readonly string[], ctx: LocalContext): Promise<string> {
  const [{ complete }, { declared }] = await Promise.all([
    import('../completion/complete.ts'),
    import('../completion/declared.ts'),
  ]);
  return complete(await declared(), args, ctx);
}

async function promptText(args: readonly string[], ctx: LocalContext) {
  const [{ command }, { prompt }] = await Promise.all([
    import('../commands/prompt.ts'),
    import('../prompt/prompt.ts'),
  ]);
  const { text, code } = prompt(ctx, parsed(command, args, ctx));
  return { text: text && forPerson() ? `${text}\n` : text, code };
}

/** A prompt that takes it needs no line's end. (Asking node:tty would load all of the network's code.) */
function forPerson(): boolean {
  return process.getBuiltinModule('node:fs').fstatSync(1).isCharacterDevice();
}

async function script(args: readonly string[]) {
  const { completionScript } = await import('../completion/scripts/script.ts');
  const text = args.length === 1 ? completionScript(args[0]) : null;
  if (text === null) throw new Error('for the general way to tell');
  return { text, code: 0 };
}

function parsed(command: CommandSpec, args: readonly string[], { env }: LocalContext): ParsedArgs {
  const found = parseCommand(command, args, env);
  const { help, version, debug, sandbox, as } = found.flags;
  // These want more of the world than there is here.
  if (help || version || debug || sandbox || as) throw new Error('for the general way');
  return found;
}

/** Written at once, without a stream: opening process.stdout takes 4 ms. */
function write(proc: NodeJS.Process, text: string): void {
  if (text === '') return;
  const { writeSync } = process.getBuiltinModule('node:fs');
  const bytes = Buffer.from(text);
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(1, bytes, done);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A pipe that does not wait and is full; the stream waits. A reader that went away is no error.
    if (code === 'EAGAIN') proc.stdout.write(bytes.subarray(done));
  }
}
