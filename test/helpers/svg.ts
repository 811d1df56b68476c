/**
 * Draws the cells of an xterm as an SVG picture, for the screenshots in the README. Browsers collapse
 * blanks and fonts differ in width, so blanks are U+00A0, every run says its `textLength`, and each
 * character outside ASCII is a run of its own.
 */
import type { IBufferCell, Terminal } from '@xterm/headless';

export interface SvgOptions {
  readonly title?: string;
}

interface Look {
  readonly fill: string;
  readonly back: string | undefined;
  readonly style: string;
}

const CELL = { width: 8.4, height: 18, base: 13.5 } as const;
const PAD = 14;
const BAR = 30;
const INK = '#d6deeb';
const PAPER = '#0f1720';
/** The 16 ANSI colours; a user's own theme decides in a real terminal. */
const THEME = [
  ['#1d2733', '#f07178', '#8fd18f', '#f2c46d', '#6cb6ff', '#d49bf0', '#66d0d8', '#c3ccd8'],
  ['#6b7a8c', '#ff8b92', '#a6e5a6', '#ffd98a', '#8ccaff', '#e5b5ff', '#84e6ec', '#ffffff'],
].flat();

/** The visible screen as an SVG document. */
export function screenSvg(term: Terminal, options: SvgOptions = {}): string {
  const width = Math.ceil(term.cols * CELL.width + 2 * PAD);
  const height = term.rows * CELL.height + 2 * PAD + BAR;
  const rows = Array.from({ length: term.rows }, (_, row) => drawRow(term, row)).join('');
  const dots = ['#f07178', '#f2c46d', '#8fd18f']
    .map((colour, at) => `<circle cx="${20 + at * 18}" cy="16" r="5.5" fill="${colour}"/>`)
    .join('');
  const title = options.title
    ? `<text x="${width / 2}" y="20" text-anchor="middle" fill="#8796a8">${xml(options.title)}</text>`
    : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">
<rect width="100%" height="100%" rx="9" fill="${PAPER}"/>${dots}${title}
<g transform="translate(${PAD} ${PAD + BAR - 8})">
${rows}</g>
</svg>
`;
}

function drawRow(term: Terminal, row: number): string {
  const buffer = term.buffer.active;
  const line = buffer.getLine(buffer.viewportY + row);
  let out = '';
  for (let at = 0; line && at < term.cols; ) {
    const cell = line.getCell(at);
    if (!cell) break;
    const look = lookOf(cell);
    let text = cell.getChars() || ' ';
    let cells = Math.max(1, cell.getWidth());
    // Equal neighbours in ASCII share a run.
    while (isAscii(text) && at + cells < term.cols) {
      const next = line.getCell(at + cells);
      const chars = next?.getChars() || ' ';
      if (!next || !isAscii(chars) || !sameLook(lookOf(next), look)) break;
      text += chars;
      cells++;
    }
    out += drawRun(text, at, row, cells, look);
    at += cells;
  }
  return out;
}

function drawRun(text: string, column: number, row: number, cells: number, look: Look): string {
  const x = round(column * CELL.width);
  const y = row * CELL.height;
  const width = round(cells * CELL.width);
  const back = look.back
    ? `<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${look.back}"/>`
    : '';
  if (text.trim() === '' && !look.style.includes('underline')) return back && `${back}\n`;
  const shown = xml(text).replaceAll(' ', '\u00a0');
  return `${back}<text x="${x}" y="${y + CELL.base}" textLength="${width}" lengthAdjust="spacingAndGlyphs" fill="${look.fill}"${look.style}>${shown}</text>\n`;
}

function lookOf(cell: IBufferCell): Look {
  let fill = cell.isFgDefault() ? INK : colour(cell.getFgColor(), cell.isFgRGB());
  let back = cell.isBgDefault() ? undefined : colour(cell.getBgColor(), cell.isBgRGB());
  if (cell.isInverse()) [fill, back] = [back ?? PAPER, fill];
  if (cell.isInvisible()) fill = back ?? PAPER;
  const style = [
    cell.isBold() ? ' font-weight="bold"' : '',
    cell.isItalic() ? ' font-style="italic"' : '',
    cell.isDim() ? ' opacity="0.65"' : '',
    cell.isUnderline() ? ' text-decoration="underline"' : '',
    cell.isStrikethrough() ? ' text-decoration="line-through"' : '',
  ].join('');
  return { fill, back, style };
}

/** A palette index (16 of the theme, then xterm's cube and greys) or 24 bits of red, green and blue. */
function colour(value: number, rgb: boolean | number): string {
  if (!rgb && value < 16) return THEME[value] ?? INK;
  if (!rgb && value >= 232) return hex((8 + (value - 232) * 10) * 0x010101);
  if (rgb) return hex(value);
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = value - 16;
  const red = level(Math.floor(cube / 36));
  return hex((red << 16) | (level(Math.floor(cube / 6) % 6) << 8) | level(cube % 6));
}

const hex = (value: number) => `#${value.toString(16).padStart(6, '0')}`;
const isAscii = (text: string) => /^[\x20-\x7e]+$/.test(text);
const sameLook = (a: Look, b: Look) =>
  a.fill === b.fill && a.back === b.back && a.style === b.style;
const round = (value: number) => Math.round(value * 100) / 100;
const xml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
