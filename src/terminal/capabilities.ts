/** What this terminal can do, read from the environment: nothing is asked of the terminal itself. */

export interface Capabilities {
  /** May box characters and symbols be used? Else ASCII. */
  readonly utf8: boolean;
  /** Are the 16 ANSI colours used? Meaning never hangs on colour alone. */
  readonly colour: boolean;
  /** Can it move the cursor, switch screens, take titles? `dumb` (and an unset TERM) cannot. */
  readonly smart: boolean;
  /** Does it understand OSC sequences? The Linux console prints some of them. */
  readonly osc: boolean;
  readonly tmux: boolean;
  readonly ssh: boolean;
  /** Which desktop notification it shows; `both` where we sit in tmux and cannot know. */
  readonly notification: 'osc9' | 'osc777' | 'both' | 'none';
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * @param env the environment; NO_COLOR (no-color.org: any value but the empty one) and FORCE_COLOR
 *   (0 or false: none; anything else: colours) win over what the terminal says.
 * @param stdout what is asked is only whether it is a terminal.
 */
export function detectCapabilities(
  env: Env,
  stdout: { readonly isTTY?: boolean },
  platform: NodeJS.Platform,
): Capabilities {
  const term = env.TERM ?? '';
  const smart = platform === 'win32' || (term !== '' && term !== 'dumb');
  const osc = smart && term !== 'linux' && stdout.isTTY === true;
  const tmux = Boolean(env.TMUX);
  return {
    utf8: speaksUtf8(env, platform),
    colour: hasColour(env, stdout.isTTY === true && smart),
    smart,
    osc,
    tmux,
    ssh: Boolean(env.SSH_CONNECTION || env.SSH_TTY),
    notification: osc ? notification(env, term, tmux) : 'none',
  };
}

/** POSIX's order: LC_ALL, LC_CTYPE, LANG; the first that is set and not empty decides. */
function speaksUtf8(env: Env, platform: NodeJS.Platform): boolean {
  if (platform === 'win32') return Boolean(env.WT_SESSION || env.TERM_PROGRAM);
  if (env.TERM === 'linux') return false; // its font lacks the symbols
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

function hasColour(env: Env, terminal: boolean): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env.NO_COLOR) return false;
  return terminal;
}

function notification(env: Env, term: string, tmux: boolean): 'osc9' | 'osc777' | 'both' {
  if (tmux) return 'both';
  if (env.VTE_VERSION || /^(foot|rxvt|contour)/.test(term)) return 'osc777';
  const by9 = env.WT_SESSION || env.KITTY_WINDOW_ID || env.TERM_PROGRAM || env.ConEmuPID;
  return by9 ? 'osc9' : 'both';
}
