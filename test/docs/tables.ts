/** README's tables, made from the declarations they describe, so that they cannot grow apart. */
import type { CommandSpec } from '../../src/commands/types.ts';
import { KEYS } from '../../src/console/keys.ts';
import { CHECKS } from '../../src/doctor/checks.ts';
import { EXIT_MEANINGS } from '../../src/errors.ts';

/**
 * The README with each `<!-- name -->` ... `<!-- /name -->` filled anew.
 * @throws where a place is missing: the table would silently stay old.
 */
export function withTables(readme: string, commands: readonly CommandSpec[]): string {
  const tables = {
    commands: commandTable(commands),
    checks: checkTable(),
    keys: keyTable(),
    exits: exitTable(),
  };
  let text = readme;
  for (const [name, table] of Object.entries(tables)) {
    const place = new RegExp(`(<!-- ${name} -->\n).*?(<!-- /${name} -->)`, 's');
    if (!place.test(text)) throw new Error(`README.md has no place for the table "${name}"`);
    text = text.replace(place, (_, start: string, end: string) => `${start}${table}\n${end}`);
  }
  return text;
}

function commandTable(commands: readonly CommandSpec[]): string {
  const rows = commands
    .filter((command) => !command.hidden)
    .map(({ name, summary }) => [`\`sentinel${name ? ` ${name}` : ''}\``, summary]);
  return markdown(['command', 'what for'], rows);
}

function checkTable(): string {
  const rows = CHECKS.map(({ title, about }) => [title, about]);
  return markdown(['check', 'looks at'], rows);
}

function keyTable(): string {
  const rows = KEYS.map(({ label, help }) => [`\`${label}\``, help]);
  return markdown(
    ['key', 'does'],
    rows.filter((row, at) => rows.findIndex((other) => `${other}` === `${row}`) === at),
  );
}

function exitTable(): string {
  return markdown(
    ['code', 'when'],
    Object.entries(EXIT_MEANINGS).map(([code, meaning]) => [code, meaning]),
  );
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
