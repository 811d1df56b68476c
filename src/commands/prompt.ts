import type { CommandSpec } from './types.ts';

/** Taken by the short way (cli/quick.ts) where it is the first word. */
export const command: CommandSpec = {
  name: 'prompt',
  summary: 'the session you are in and its time left, for a shell prompt or a status line',
  flags: {
    all: { type: 'boolean', summary: "the live sessions of this machine's ledger too" },
    format: {
      type: 'string',
      value: 'TEXT',
      summary:
        "default '{profile} {left}{mark}'; also {state} (live, soon, ended), {minutes}, {ends}, {id}",
    },
    color: { type: 'boolean', summary: 'green, yellow in the last 5 minutes, red when over' },
    shell: {
      type: 'string',
      value: 'NAME',
      choices: ['bash', 'zsh', 'fish'],
      summary: 'written so that this shell knows how wide its prompt is',
    },
    tmux: { type: 'boolean', summary: "for tmux's status line; shows what --all does" },
    'exit-code': { type: 'boolean', summary: 'exit 1 where there is nothing to show' },
  },
  examples: [
    "PS1='$(sentinel prompt --shell bash) \\$ '",
    "set -g status-right '#(sentinel prompt --tmux)'",
  ],
  exitCodes: [0, 1, 2],
  async run(ctx, args) {
    const { prompt } = await import('../prompt/prompt.ts');
    const { text, code } = prompt(ctx, args);
    // A prompt that takes it needs no line's end; a person who tries it out does.
    if (text) ctx.stdio.stdout.write(ctx.stdio.stdout.isTTY ? `${text}\n` : text);
    return code;
  },
};
