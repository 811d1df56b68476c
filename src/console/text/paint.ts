/** Colour for the console: the terminal's own 16 colours by what they mean, or none at all. */

export type Style =
  | 'ok'
  | 'bad'
  | 'warn'
  | 'info'
  | 'odd'
  | 'accent'
  | 'strong'
  | 'muted'
  | 'mark'
  | 'line';

/** `colour`: 16 colours; `mono` (NO_COLOR): weight and inversion only; `none`: no escape at all. */
export type Depth = 'colour' | 'mono' | 'none';

/** Wraps text into the escapes of its styles. `text` must hold no control characters. */
export type Paint = (text: string, ...styles: readonly Style[]) => string;

/** On and off codes of SGR. `muted` is only for what may be overlooked; it never carries meaning. */
const CODES: Readonly<Record<Style, readonly [on: string, off: string]>> = {
  ok: ['32', '39'],
  bad: ['31', '39'],
  warn: ['33', '39'],
  info: ['36', '39'],
  odd: ['35', '39'],
  accent: ['36', '39'],
  strong: ['1', '22'],
  muted: ['2', '22'],
  mark: ['7', '27'],
  line: ['2', '22'],
};

const COLOURLESS: ReadonlySet<Style> = new Set(['strong', 'muted', 'mark', 'line']);

/** Gives the painter of a depth. */
export function painter(depth: Depth): Paint {
  if (depth === 'none') return (text) => text;
  return (text, ...styles) => {
    if (text === '') return text;
    let painted = text;
    for (const style of styles) {
      if (depth === 'mono' && !COLOURLESS.has(style)) continue;
      const [on, off] = CODES[style];
      painted = `\u001b[${on}m${painted}\u001b[${off}m`;
    }
    return painted;
  };
}
