/** Words for a prompt, in the ways of those that show prompts. Pure. */
import { visible } from '../terminal/sanitise.ts';

/** Who takes what is printed. `plain`: fish, Starship, anything that takes text as it is. */
export type Host = 'plain' | 'bash' | 'zsh' | 'tmux';

export type Colour = 'green' | 'yellow' | 'red';

const SGR: Readonly<Record<Colour, number>> = { green: 32, yellow: 33, red: 31 };

/** What no shell expands in a prompt, and tmux does not take for a style. `%` is zsh's: see below. */
const UNSAFE = /[^\p{L}\p{M}\p{N} _@+=.,:/%?-]/gu;
/** More than this of a name would leave no room for what is typed. */
const LONGEST = 40;

/**
 * A name from elsewhere: a shell may expand its prompt once more after it has put this in (`$(...)`, history,
 * percent signs), so what could act there is shown as `?`.
 */
export function promptText(text: string, host: Host): string {
  const shown = visible(text).replaceAll(UNSAFE, '?');
  const cut = shown.length > LONGEST ? `${[...shown].slice(0, LONGEST).join('')}...` : shown;
  return host === 'zsh' ? cut.replaceAll('%', '%%') : cut;
}

/** Colours a text so that a shell still knows how wide its prompt is. */
export function coloured(text: string, colour: Colour, host: Host): string {
  const [on, off] = [`\x1b[${SGR[colour]}m`, '\x1b[39m'];
  switch (host) {
    case 'plain':
      return on + text + off;
    case 'bash':
      // readline's own marks: bash no longer reads \[ and \] in what a command has printed.
      return `\x01${on}\x02${text}\x01${off}\x02`;
    case 'zsh':
      return `%F{${colour}}${text}%f`;
    case 'tmux':
      return `#[fg=${colour}]${text}#[fg=default]`;
  }
}
