/** What this machine's files offer for a value: read only, without AWS, without a word on failure. */
import type { Completes } from '../commands/types.ts';
import type { Context, Paths } from '../context.ts';
import { type Glimpse, newestEmergencies, newestSessions } from '../ledger/glance.ts';
import { contextPaths } from '../sandbox/home.ts';
import { PEOPLE } from '../sandbox/story/people.ts';
import { keyNames, profileNames, regionNames, sessionNames } from './aws-names.ts';
import type { Candidate } from './place.ts';
import { parameterNames, policyRefs } from './policy-names.ts';

/** What completion sees of the world: a part of Context that costs nothing to make. */
export type LocalContext = Pick<Context, 'env' | 'clock' | 'paths'>;

/** So many ids are offered: more are no help, and lists must stay quick. */
const IDS = 50;
/** Larger ones are no config files; reading them would hold up the prompt. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * The values of this kind that are known here.
 * @param given the line's flags: `--sandbox`, `--as` and `--config` say which files count.
 */
export function valuesOf(
  of: Exclude<Completes, 'file' | 'folder'>,
  given: ReadonlyMap<string, string>,
  ctx: LocalContext,
): Candidate[] {
  const paths = pathsFor(given, ctx);
  switch (of) {
    case 'profile':
      return plain(profileNames(read(paths.awsConfig), read(paths.awsCredentials)));
    case 'sso-session':
      return plain(sessionNames(read(paths.awsConfig)));
    case 'region':
      return plain(regionNames(read(paths.awsConfig)));
    case 'keys':
      return plain(keyNames(read(paths.awsConfig)));
    case 'policy':
      return plain(policyRefs(configText(given, ctx, paths)));
    case 'parameter':
      return plain(parameterNames(configText(given, ctx, paths)));
    case 'person':
      return PEOPLE.map(({ name, about }) => ({ word: name, about }));
    case 'breakglass':
      return ids(newestEmergencies(ledger(paths), ctx.clock.now(), IDS), ctx);
    case 'session':
      return ids(newestSessions(ledger(paths), ctx.clock.now(), IDS), ctx);
  }
}

function ledger({ state }: Paths): string {
  return `${state}/ledger.db`;
}

/** The user's own files, or those of a person in the sandbox. */
function pathsFor(given: ReadonlyMap<string, string>, { env, paths }: LocalContext): Paths {
  const chosen = env['SENTINEL_SANDBOX'];
  if (!given.has('sandbox') && (!chosen || chosen === '0')) return paths;
  const home = env['SENTINEL_SANDBOX_HOME'] || `${paths.state}/sandbox`;
  const person = PEOPLE.find(({ name }) => name === given.get('as')) ?? PEOPLE[0];
  return contextPaths(home, person?.name ?? '');
}

function configText(given: ReadonlyMap<string, string>, { env }: LocalContext, paths: Paths) {
  const user = given.get('config') || env['SENTINEL_CONFIG'] || paths.config;
  return `${paths.systemConfig ? read(paths.systemConfig) : ''}\n${read(user)}`;
}

function ids(rows: readonly Glimpse[], ctx: LocalContext): Candidate[] {
  const now = ctx.clock.now();
  return rows.map(({ id, profile, user, status, endsAt }) => {
    const over = status === 'active' && endsAt !== null && endsAt <= now;
    return { word: id, about: `${profile}, ${user}, ${over ? 'expired' : status}` };
  });
}

function plain(words: readonly string[]): Candidate[] {
  return words.map((word) => ({ word, about: '' }));
}

/** Empty where there is none; never waits on a pipe that stands in a file's place. */
function read(path: string): string {
  const { readFileSync, statSync } = process.getBuiltinModule('node:fs');
  try {
    const about = statSync(path);
    return about.isFile() && about.size <= MOST_BYTES ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
