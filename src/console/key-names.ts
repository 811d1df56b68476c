/** Key presses by name, as the key table writes them. */

/** The part of Ink's Key that names a key. */
export interface PressedKey {
  readonly upArrow?: boolean;
  readonly downArrow?: boolean;
  readonly leftArrow?: boolean;
  readonly rightArrow?: boolean;
  readonly pageUp?: boolean;
  readonly pageDown?: boolean;
  readonly home?: boolean;
  readonly end?: boolean;
  readonly return?: boolean;
  readonly escape?: boolean;
  readonly tab?: boolean;
  readonly backspace?: boolean;
  readonly delete?: boolean;
  readonly ctrl?: boolean;
  readonly shift?: boolean;
  readonly meta?: boolean;
}

const NAMED: readonly (readonly [keyof PressedKey, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/** The name of a key press: `enter`, `ctrl+c`, `alt+b`, `shift+tab`, or the character itself. */
export function keyName(input: string, key: PressedKey): string {
  for (const [flag, name] of NAMED) {
    if (!key[flag]) continue;
    if (key.ctrl) return `ctrl+${name}`;
    // Ink marks a lone Esc as meta too.
    if (key.meta && name !== 'esc') return `alt+${name}`;
    return key.shift && name === 'tab' ? 'shift+tab' : name;
  }
  if (input === ' ') return key.ctrl ? 'ctrl+space' : 'space';
  if (input === '\n') return 'ctrl+j';
  if (key.ctrl) return `ctrl+${input.toLowerCase()}`;
  if (key.meta) return `alt+${input.toLowerCase()}`;
  return input;
}
