/**
 * Stands in for 1Password's program `op` with a service account, as its documentation describes the few
 * commands that are used, and as strict: it cannot be had from a package registry. Its state is the JSON
 * file OP_STAND_IN. Run as a program.
 */
import { fstatSync, readFileSync, writeFileSync } from 'node:fs';

interface Item {
  id: string;
  title: string;
  category: string;
  vault: { id: string; name: string };
  created_at: string;
  tags?: string[];
  fields: { id: string; type: string; purpose?: string; value?: string }[];
}
export interface OpState {
  token: string;
  vaults: { id: string; name: string }[];
  items: Item[];
  /** Item templates came with 2.23. */
  knowsTemplates: boolean;
}

const FLAGS = /^--(format=json|no-color|vault=.+|tags=.+)$/;

function fail(text: string): never {
  process.stderr.write(`[ERROR] 2026/11/20 09:00:00 ${text}\n`);
  process.exit(1);
}

function main(path: string): unknown {
  const state: OpState = JSON.parse(readFileSync(path, 'utf8'));
  const args = process.argv.slice(2);
  const flags = args.filter((word) => word.startsWith('--'));
  const [noun, verb, what, ...more] = args.filter((word) => !word.startsWith('--'));
  for (const flag of flags) if (!FLAGS.test(flag)) fail(`unknown flag: ${flag}`);
  // An assignment would show a secret to everybody.
  if (more.length || args.some((word) => /^[^-][^=]*=/.test(word))) fail('assignment statements');
  const env = process.env;
  if (env['OP_CONNECT_HOST'] && env['OP_CONNECT_TOKEN']) fail('asked Connect instead');
  if (env['OP_SERVICE_ACCOUNT_TOKEN'] !== state.token) {
    fail('error initializing client: Unauthorized: (401) Invalid token, canary-of-op');
  }
  const print = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
  const piped = fstatSync(0).isFIFO();
  if (noun === 'vault' && verb === 'list') return print(state.vaults);
  if (noun !== 'item') fail(`unknown command "${noun}"`);
  const query = flags.find((flag) => flag.startsWith('--vault='))?.slice('--vault='.length);
  if (!query)
    fail('a vault query must be provided when this command is called by a service account');
  const vault = state.vaults.find(({ id, name }) => id === query || name === query);
  if (!vault)
    fail(`"${query}" isn't a vault in this account. Specify the vault with its ID or name.`);
  const inside = state.items.filter((item) => item.vault.id === vault.id);
  const save = () => writeFileSync(path, JSON.stringify(state));
  if (verb === 'list') return print(inside.map(({ fields: _, ...item }) => item));
  if (verb === 'create') {
    if (what !== '-' || !piped) fail('no template was given');
    const given = template(readFileSync(0, 'utf8'));
    const [tags] = flags.filter((flag) => flag.startsWith('--tags='));
    const item: Item = {
      ...given,
      id: `${state.items.length}${Date.now().toString(36)}`.padEnd(26, 'z'),
      vault,
      created_at: new Date().toISOString(),
      ...(tags && { tags: tags.slice('--tags='.length).split(',') }),
    };
    state.items.push(item);
    save();
    return print(item);
  }
  const same = (title: string) => title.toLowerCase() === what?.toLowerCase();
  const found = inside.filter((item) => item.id === what || same(item.title));
  const [item] = found;
  if (!item) {
    fail(
      `"${what}" isn't an item in the "${vault.name}" vault. Specify the item with its UUID, name, or domain.`,
    );
  }
  if (found.length > 1) {
    fail(`More than one item matches "${what}". Try again and specify the item by its ID:`);
  }
  if (verb === 'get') {
    // Whatever is piped in is taken for a template.
    if (piped) fail('invalid JSON provided');
    return print(item);
  }
  if (verb === 'edit') {
    if (piped && state.knowsTemplates) Object.assign(item, template(readFileSync(0, 'utf8')));
    save();
    return print(item);
  }
  if (verb !== 'delete') fail(`unknown command "${verb}" for "op item"`);
  state.items.splice(state.items.indexOf(item), 1);
  return save();
}

function template(text: string): Item {
  let given: Item;
  try {
    given = JSON.parse(text);
  } catch {
    fail('invalid JSON provided');
  }
  if (given.category !== 'PASSWORD' || !given.title) fail('invalid item template');
  const ids = new Set(given.fields?.map((field) => field.id));
  if (!given.fields?.length || ids.size !== given.fields.length)
    fail('fields need ids of their own');
  return given;
}

const state = process.env['OP_STAND_IN'];
if (state) main(state);
