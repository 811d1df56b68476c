/** What a terminal sends for the keys that tests press by name. */
const KEYS: Readonly<Record<string, string>> = {
  enter: '\r',
  tab: '\t',
  'shift+tab': '\x1b[Z',
  escape: '\x1b',
  space: ' ',
  backspace: '\x7f',
  delete: '\x1b[3~',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
};

/** `enter`, `up`, `ctrl+c`, `alt+x`, or a character, as the bytes of a terminal. */
export function keyBytes(key: string): string {
  const known = KEYS[key];
  if (known !== undefined) return known;
  const ctrl = /^ctrl\+([a-z\\\]^_])$/.exec(key)?.[1];
  if (ctrl) return String.fromCharCode(ctrl.toUpperCase().charCodeAt(0) & 0x1f);
  if (key.startsWith('alt+')) return `\x1b${keyBytes(key.slice(4))}`;
  if ([...key].length === 1) return key;
  throw new Error(`no key is called ${JSON.stringify(key)}`);
}
