/**
 * A 1Password Connect server as its published API (1.8) describes it, refusing what Connect refuses:
 * another token, ids that are none, vaults out of scope, items of another shape, filters of another form.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Item {
  id: string;
  title?: string;
  category: string;
  tags?: string[];
  vault: { id: string };
  fields: Field[];
  createdAt: string;
}
interface Field {
  id: string;
  type: string;
  purpose?: string;
  label?: string;
  value?: string;
}

export interface ConnectServer {
  readonly url: string;
  readonly token: string;
  /** By id. `scope: false`: the token may not see it. */
  readonly vaults: { id: string; name: string; scope: boolean }[];
  readonly items: Item[];
  readOnly: boolean;
  /** Method and path of each request, without the query. */
  readonly requests: string[];
  /** Answers instead of everything else. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  add(title: string, value: string | null, created: string): Item;
  close(): Promise<void>;
}

const ID = /^[\da-z]{26}$/;
const CATEGORIES = ['LOGIN', 'PASSWORD', 'API_CREDENTIAL', 'SECURE_NOTE', 'SERVER', 'DATABASE'];
const TYPES = [
  'STRING',
  'EMAIL',
  'CONCEALED',
  'URL',
  'OTP',
  'DATE',
  'MONTH_YEAR',
  'MENU',
  'SSHKEY',
];

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

let made = 0;
/** 26 small letters and digits. */
export function newId(): string {
  made += 1;
  return `${made.toString(36)}x`.padEnd(26, 'abcdefghijklmnopqrstuvwxyz');
}

export async function openConnectServer(): Promise<ConnectServer> {
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connect: ConnectServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: 'eyJhbGciOiJFUzI1NiJ9.canary-token.x',
    vaults: [{ id: newId(), name: 'Sentinel', scope: true }],
    items: [],
    readOnly: false,
    requests: [],
    instead: null,
    add(title, value, createdAt) {
      const field = { id: 'password', type: 'CONCEALED', purpose: 'PASSWORD', label: 'password' };
      const item: Item = {
        id: newId(),
        title,
        category: 'PASSWORD',
        vault: { id: connect.vaults[0]?.id as string },
        fields: [{ ...field, ...(value !== null && { value }) }],
        createdAt,
      };
      connect.items.push(item);
      return item;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', connect.url);
    connect.requests.push(`${request.method} ${url.pathname}`);
    if (connect.instead) return connect.instead(request, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const send = (status: number, json?: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(json === undefined ? undefined : JSON.stringify(json));
    };
    try {
      authorize(request, connect);
      const text = Buffer.concat(chunks).toString('utf8');
      const [status, json] = answer(connect, request, url, text);
      send(status, json);
    } catch (error) {
      if (!(error instanceof Refusal)) return send(500, { status: 500, message: String(error) });
      send(error.status, { status: error.status, message: error.message });
    }
  }
  return connect;
}

function authorize(request: IncomingMessage, connect: ConnectServer): void {
  if (request.headers.authorization !== `Bearer ${connect.token}`) {
    throw new Refusal(401, 'Invalid token signature');
  }
  if (request.method !== 'GET' && connect.readOnly) {
    throw new Refusal(401, 'Unauthorized Request, token does not have write access to the Vault');
  }
}

function answer(
  connect: ConnectServer,
  request: IncomingMessage,
  url: URL,
  text: string,
): [number, unknown?] {
  const parts = url.pathname.split('/').slice(1);
  const [version, vaults, vaultId, items, itemId] = parts;
  if (version !== 'v1' || vaults !== 'vaults' || parts.length > 5)
    throw new Refusal(404, 'no route');
  const { method } = request;
  if (vaultId === undefined) {
    const name = filterOf(url, ['name']);
    const seen = connect.vaults.filter((vault) => vault.scope);
    const found = name === null ? seen : seen.filter((vault) => same(vault.name, name));
    return [200, found.map(({ id, name }) => ({ id, name, type: 'USER_CREATED' }))];
  }
  if (!ID.test(vaultId)) throw new Refusal(400, 'Invalid Vault UUID');
  const vault = connect.vaults.find((one) => one.id === vaultId);
  if (!vault) throw new Refusal(404, `vault ${vaultId} not found`);
  if (!vault.scope) throw new Refusal(403, `vault ${vaultId} is not in scope`);
  if (items !== 'items') throw new Refusal(404, 'no route');
  const inside = connect.items.filter((item) => item.vault.id === vaultId);
  if (itemId === undefined) {
    if (method === 'POST') return [200, create(connect, vaultId, body(request, text))];
    const title = filterOf(url, ['title', 'tag']);
    const found = title === null ? inside : inside.filter((item) => same(item.title ?? '', title));
    // A listing tells of no fields.
    return [200, found.map(({ fields: _, ...item }) => item)];
  }
  if (!ID.test(itemId)) throw new Refusal(400, 'Invalid Item UUID');
  const item = inside.find((one) => one.id === itemId);
  if (!item) throw new Refusal(404, `item ${itemId} not found`);
  if (method === 'GET') return [200, item];
  if (method === 'DELETE') {
    connect.items.splice(connect.items.indexOf(item), 1);
    return [204];
  }
  if (method === 'PATCH') return [200, patch(item, body(request, text))];
  throw new Refusal(405, 'method not allowed');
}

/** 1Password compares without regard to case. */
function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function filterOf(url: URL, attributes: string[]): string | null {
  const filter = url.searchParams.get('filter');
  if (filter === null) return null;
  const [, attribute, value] = /^(\w+) eq "([^"\\]*)"$/.exec(filter) ?? [];
  if (attribute && attributes.includes(attribute)) return value ?? '';
  throw new Refusal(400, 'Invalid filter');
}

function body(request: IncomingMessage, text: string): unknown {
  if (request.headers['content-type'] !== 'application/json') throw new Refusal(400, 'not JSON');
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'not JSON');
  }
}

function create(connect: ConnectServer, vaultId: string, given: unknown): Item {
  const item = given as Partial<Item>;
  if (item.vault?.id !== vaultId) throw new Refusal(400, 'Invalid Vault UUID');
  if (!CATEGORIES.includes(item.category ?? '')) throw new Refusal(400, 'Invalid item category');
  if (!Array.isArray(item.fields)) throw new Refusal(400, 'fields must be an array');
  for (const field of item.fields) {
    if (typeof field.id !== 'string' || !TYPES.includes(field.type)) {
      throw new Refusal(400, 'a field needs an id and a type');
    }
  }
  if (item.category === 'PASSWORD' && !item.fields.some((field) => field.purpose === 'PASSWORD')) {
    throw new Refusal(400, "The item doesn't have a password field.");
  }
  const kept = { ...item, id: newId(), createdAt: new Date().toISOString() } as Item;
  connect.items.push(kept);
  return kept;
}

function patch(item: Item, given: unknown): Item {
  if (!Array.isArray(given)) throw new Refusal(400, 'a patch is a list');
  for (const { op, path, value } of given) {
    if (!['add', 'remove', 'replace'].includes(op)) throw new Refusal(400, `Invalid op ${op}`);
    if (op === 'add' && path === '/fields') {
      item.fields.push(value);
      continue;
    }
    const [, id, attribute] = /^\/fields\/([^/]+)\/(\w+)$/.exec(path) ?? [];
    const field = item.fields.find((one) => one.id === id);
    if (!field || attribute !== 'value') throw new Refusal(400, `Invalid path ${path}`);
    if (op === 'replace' && field.value === undefined) throw new Refusal(400, 'nothing to replace');
    field.value = value;
  }
  return item;
}
