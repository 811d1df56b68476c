import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';

/** The `where` of one list: each part holds `?` for its values. */
export class Conditions {
  readonly #parts: string[] = [];
  readonly #values: SQLInputValue[] = [];

  /** Adds a part, unless its value is absent. */
  equals(column: string, value: string | undefined): this {
    return value === undefined ? this : this.add(`${column} = ?`, value);
  }

  /** Adds "begins with", compared literally: a prefix that came from a user holds no wildcards. */
  beginsWith(column: string, prefix: string | undefined): this {
    if (prefix === undefined || prefix === '') return this;
    return this.add(`substr(${column}, 1, ${prefix.length}) = ?`, prefix);
  }

  add(part: string, ...values: SQLInputValue[]): this {
    this.#parts.push(part);
    this.#values.push(...values);
    return this;
  }

  /** Newest first; rows of the same millisecond in the reverse of the order they came in. */
  newest(
    database: DatabaseSync,
    table: string,
    time: string,
    limit: number | undefined,
  ): Record<string, SQLOutputValue>[] {
    const where = this.#parts.length === 0 ? '' : `where ${this.#parts.join(' and ')}`;
    return database
      .prepare(`select * from ${table} ${where} order by ${time} desc, rowid desc limit ?`)
      .all(...this.#values, limit ?? -1);
  }
}
