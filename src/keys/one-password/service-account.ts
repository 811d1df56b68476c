import type { Context } from '../../context.ts';
import { FOLDER } from '../entry-name.ts';
import { findProgram } from '../find-program.ts';
import { ANSWER_MS, runProgram } from '../run-program.ts';
import { isId, readItems, secretField, template, type Vault } from './items.ts';
import { throughPipe } from './through-pipe.ts';
import { emptyItem, sentence, silence, whichVault } from './trouble.ts';

/**
 * A vault that a service account may use, through 1Password's own program `op` (version 2.23 and later,
 * which takes items on stdin; developer.1password.com/docs/cli). It finds OP_SERVICE_ACCOUNT_TOKEN itself.
 * @param chosen the vault's name or id; null: the only one.
 */
export function openServiceAccount(ctx: Context, chosen: string | null): Vault {
  // With these it would go to a Connect server instead.
  const { OP_CONNECT_HOST: _, OP_CONNECT_TOKEN: __, ...env } = ctx.env;
  const quiet = silence();

  /** @returns what it printed; null where it says that there is no such item. */
  const run = async (words: readonly string[], input?: unknown): Promise<unknown> => {
    const program = findProgram(ctx, 'op');
    if (!program) {
      throw sentence(ctx, "1Password's program op is not on the PATH.", [
        'Install it: https://developer.1password.com/docs/cli/get-started',
      ]);
    }
    quiet.check();
    const args = [...words, '--format=json', '--no-color'];
    const command = input === undefined ? { program, args } : throughPipe(ctx, program, args);
    if (!command) throw sentence(ctx, 'The programs sh and cat are not on the PATH.', []);
    const ran = await runProgram(ctx, {
      ...command,
      env,
      where: 'alone',
      ...(input !== undefined && { input: JSON.stringify(input) }),
    });
    if (ran.how === 'slow') {
      const message = `1Password's program op did not answer within ${ANSWER_MS / 1000} s.`;
      throw quiet.keep(
        sentence(ctx, message, ['See whether 1Password can be reached: op vault list']),
      );
    }
    if (ran.how !== 'ended') {
      const why = ran.how === 'endless' ? 'it prints without end' : ran.why;
      throw sentence(ctx, `1Password's program op cannot be used (${why}).`, []);
    }
    if (ran.code === 0) {
      const printed = parse(ran.output.toString('utf8'));
      if (printed === undefined) throw strange();
      return printed;
    }
    if (/isn't an item\b/.test(ran.complaint)) return null;
    throw refusal(ctx, ran.complaint, ran.code, chosen);
  };
  const strange = () =>
    sentence(ctx, "1Password's program op answered something else than it documents.", [
      "Bring it up to date (op update), and see that the op on your PATH is 1Password's",
    ]);

  const find = async (): Promise<string> => {
    if (chosen !== null) return chosen;
    const vaults = await run(['vault', 'list']);
    if (!Array.isArray(vaults) || vaults.some((one) => !isId(one?.id))) throw strange();
    if (vaults.length !== 1) throw whichVault(ctx, vaults.length);
    return vaults[0].id;
  };
  let vault: Promise<string> | undefined;
  /** Items have no default vault with a service account. */
  const item = async (words: readonly string[], input?: unknown) => {
    vault ??= find();
    try {
      return await run(['item', ...words, `--vault=${await vault}`], input);
    } catch (error) {
      vault = undefined;
      throw error;
    }
  };

  const items = async () => {
    const list = readItems(await item(['list']));
    if (!list) throw strange();
    return list;
  };
  /** By title, where only one has it: that is one request of the few that an account has an hour. */
  const byTitle = async (title: string): Promise<unknown> => {
    try {
      return await item(['get', title]);
    } catch (error) {
      if (!(error instanceof Ambiguous)) throw error;
      const first = (await items()).find((one) => one.title === title);
      return first ? item(['get', first.id]) : null;
    }
  };
  return {
    label: '1Password (service account)',
    async read(title) {
      const found = (await byTitle(title)) as { id?: unknown; title?: unknown } | null;
      if (found === null) return null;
      if (!isId(found.id)) throw strange();
      if (found.title !== title) return null;
      const secret = secretField(found)?.value;
      if (!secret) throw emptyItem(ctx, title);
      return { id: found.id, secret };
    },
    items,
    async create(title, secret) {
      const made = (await item(['create', '-', `--tags=${FOLDER}`], template(title, secret))) as {
        id?: unknown;
      } | null;
      if (!isId(made?.id)) throw strange();
      return made.id;
    },
    async change(id, secret) {
      const before = (await item(['get', id])) as { fields?: readonly { id?: string }[] } | null;
      if (!before || !Array.isArray(before.fields)) throw strange();
      const [field] = template('', secret).fields;
      const others = before.fields.filter((one) => one.id !== field?.id);
      await item(['edit', id], { ...before, fields: [field, ...others] });
      // One that does not know templates leaves the item as it was, and says nothing.
      if (secretField(await item(['get', id]))?.value === secret) return;
      throw sentence(ctx, "1Password's program op did not change the item.", [
        'Bring it up to date: op update (2.23 or later)',
      ]);
    },
    async remove(id) {
      await item(['delete', id]);
    },
  };
}

/** Several items have the title. */
class Ambiguous extends Error {}

function parse(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(ctx: Context, complaint: string, code: number | null, chosen: string | null) {
  if (/more than one item matches/i.test(complaint)) return new Ambiguous();
  if (/isn't a vault|no vault found|vault .*not found/i.test(complaint)) {
    const name = chosen === null ? 'vault' : `vault ${JSON.stringify(chosen)}`;
    return sentence(ctx, `The 1Password service account has no ${name}.`, [
      `Correct keys: 1password:VAULT in ${ctx.paths.config}, or OP_VAULT; see op vault list`,
    ]);
  }
  if (/\b429\b|too many requests|rate limit/i.test(complaint)) {
    return sentence(ctx, '1Password takes no more requests of this service account for now.', [
      'See until when: op service-account ratelimit',
    ]);
  }
  if (/\b403\b|permission|forbidden|not authorized to/i.test(complaint)) {
    return sentence(ctx, 'The 1Password service account may not do that in this vault.', [
      "Give it leave to read and to write: a service account's vaults are chosen when it is made",
    ]);
  }
  if (/\b401\b|unauthorized|token|not currently signed in|authenticat/i.test(complaint)) {
    return sentence(ctx, '1Password does not accept OP_SERVICE_ACCOUNT_TOKEN.', [
      'It may have been revoked or cut: make or copy it again',
    ]);
  }
  if (/dial tcp|no such host|network|connection refused|timeout|deadline/i.test(complaint)) {
    return sentence(ctx, '1Password cannot be reached.', [
      'See whether the network is up: op vault list',
    ]);
  }
  const end = code === null ? 'was ended' : `ended with exit code ${code}`;
  return sentence(ctx, `1Password's program op ${end}.`, ['See what it says: op vault list']);
}
