import { SentinelError } from '../errors.ts';
import type { CommandSpec } from './types.ts';

/** Taken by the short way (cli/quick.ts) where it is the first word. */
export const command: CommandSpec = {
  name: 'completion',
  summary: 'the script that completes commands, flags, profiles and ids in your shell',
  positionals: 'bash | zsh | fish',
  completes: [['bash', 'zsh', 'fish']],
  flags: {},
  examples: [
    'eval "$(sentinel completion bash)" # in ~/.bashrc; for zsh in ~/.zshrc, behind compinit',
    'sentinel completion fish >~/.config/fish/completions/sentinel.fish',
  ],
  exitCodes: [0, 1, 2],
  async run(ctx, { positionals }) {
    const { completionScript, SHELLS } = await import('../completion/scripts/script.ts');
    const script = positionals.length === 1 ? completionScript(positionals[0]) : null;
    if (script === null) {
      throw new SentinelError(
        'usage',
        `completion takes the name of one shell: ${SHELLS.join(', ')}.`,
        SHELLS.map((shell) => `sentinel completion ${shell}`),
      );
    }
    ctx.stdio.stdout.write(script);
    return 0;
  },
};
