import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

/** Inserts one row given by column names. Names come from our own tables, never from outside. */
export function insert(
  database: DatabaseSync,
  table: string,
  row: Record<string, SQLInputValue>,
): void {
  const names = Object.keys(row);
  const marks = names.map((name) => `:${name}`);
  database.prepare(`insert into ${table} (${names}) values (${marks})`).run(row);
}

/** Writes all columns of the row with this `id`. */
export function update(
  database: DatabaseSync,
  table: string,
  row: Record<string, SQLInputValue>,
): void {
  const sets = Object.keys(row).map((name) => `${name} = :${name}`);
  database.prepare(`update ${table} set ${sets} where id = :id`).run(row);
}
