/** Items of a 1Password vault, as Connect and the `op` program have them alike. Pure, but for the interface. */
import { FOLDER } from '../entry-name.ts';

/** An item that is ours, without what it holds. */
export interface Item {
  readonly id: string;
  readonly title: string;
  /** ISO 8601; empty where it was not told. */
  readonly created: string;
}

/** What both ways into a vault can do. Each throws SentinelError with the way out. */
export interface Vault {
  readonly label: string;
  /** The oldest item of exactly this title with the secret in it; null: there is none. */
  read(title: string): Promise<{ readonly id: string; readonly secret: string } | null>;
  /** Oldest first. */
  items(): Promise<Item[]>;
  /** @returns the new item's id. */
  create(title: string, secret: string): Promise<string>;
  change(id: string, secret: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export function titleOf(name: string): string {
  return `${FOLDER}/${name}`;
}

/** Null: it is not ours. */
export function nameOf(title: string): string | null {
  return title.startsWith(`${FOLDER}/`) ? title.slice(FOLDER.length + 1) : null;
}

/** A new item: the template of the category Password, whose one field is concealed in 1Password's apps. */
export function template(title: string, secret: string) {
  return {
    title,
    category: 'PASSWORD',
    fields: [
      {
        id: 'password',
        type: 'CONCEALED',
        purpose: 'PASSWORD',
        label: 'password',
        value: secret,
      },
    ],
  };
}

/** The field that is there for the secret; null: there is none. */
export function secretField(
  item: unknown,
): { readonly id: string; readonly value: string | null } | null {
  const fields = (item as { fields?: unknown } | null)?.fields;
  if (!Array.isArray(fields)) return null;
  const field = fields.find((one) => one?.purpose === 'PASSWORD' || one?.id === 'password');
  const { id, value } = field ?? {};
  if (typeof id !== 'string') return null;
  return { id, value: typeof value === 'string' && value !== '' ? value : null };
}

/**
 * A listing's items that have a title and an id, oldest first, so that of two with one title (made on two
 * machines at once) everybody takes the same; null: this is no listing.
 */
export function readItems(listing: unknown): Item[] | null {
  if (!Array.isArray(listing)) return null;
  const items = listing.map((one) => ({
    id: one?.id,
    title: one?.title,
    created: one?.createdAt ?? one?.created_at ?? '',
  }));
  if (items.some(({ id, created }) => !isId(id) || typeof created !== 'string')) return null;
  return items
    .filter(({ title }) => typeof title === 'string')
    .sort((a, b) => order(a.created, b.created) || order(a.id, b.id));
}

/** 1Password's ids: 26 small letters and digits. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[\da-z]{26}$/.test(value);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
