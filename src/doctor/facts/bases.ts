/** Where base credentials come from, each place once, and whose they are. */
import type { AwsCredentials } from '../../aws/api.ts';
import type { Config } from '../../config/types.ts';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { startAwsTime } from '../../gate/aws-time.ts';
import { eachOf } from '../../gate/each-of.ts';
import { reach } from '../../gate/endpoints.ts';
import type { PolicyReader } from '../../gate/policy-source.ts';
import { startRegions } from '../../gate/regions.ts';
import type { Principal } from '../../identity/types.ts';
import type { Base, Profile } from '../../profiles/types.ts';
import type { SignInState } from '../../sso/types.ts';
import type { Facts } from '../facts.ts';
import { known } from '../once.ts';
import type { AwsFacts } from './aws-files.ts';

export interface BaseFact {
  readonly base: Base;
  /** The profiles that stand on it, those that are asked about. */
  readonly profiles: readonly Profile[];
  /** A sign-in as the files have it; null for other kinds. */
  readonly signIn: SignInState | null;
  /** Whom the credentials belong to, with what to ask AWS further; null: not asked, or no answer. */
  readonly caller: Caller | null;
  /** Why it was not asked though nothing is wrong; null: it was, or `error` says why not. */
  readonly unasked: string | null;
  readonly error: SentinelError | null;
}

export interface Caller {
  readonly principal: Principal;
  readonly reader: PolicyReader;
  /** Its AWS clients go where this base's calls may go. */
  readonly ctx: Context;
}

/** So many are asked; who has more bases looks at one profile at a time. */
const MOST = 24;

export async function baseFacts(ctx: Context, facts: Facts): Promise<readonly BaseFact[]> {
  const [config, aws] = await Promise.all([facts.config(), facts.aws()]);
  if (!config.value || !aws.value) return [];
  const { byProfile } = await facts.regions();
  const files = aws.value;
  const settings = config.value.config;
  const { keys } = settings;
  const groups = groupByBase(files.profiles);
  const found = new Map<string, BaseFact>();
  await eachOf(groups, 8, async (profiles) => {
    const [profile] = profiles;
    const base = profile?.base;
    if (!profile || !base) return;
    const about = { base, profiles, signIn: null, caller: null, unasked: null, error: null };
    const { value: reached, error } = await known(() => reach(ctx, settings, profile));
    const regions = profiles.map(({ name }) => byProfile.get(name)).find((one) => one);
    if (!reached) found.set(base.key, { ...about, error });
    else if (!regions) found.set(base.key, { ...about, unasked: 'no region is named' });
    else if (found.size >= MOST) found.set(base.key, { ...about, unasked: 'there are many' });
    else {
      const more = await ask({ ctx: reached.ctx, facts, files, base, regions, keys });
      found.set(base.key, { ...about, ...more });
    }
  });
  return groups.flatMap(([profile]) => found.get(profile?.base?.key ?? '') ?? []);
}

function groupByBase(profiles: readonly Profile[]): Profile[][] {
  const usable = profiles.filter(({ base, problem }) => base && !problem);
  return [...Map.groupBy(usable, ({ base }) => base?.key).values()];
}

interface Question {
  readonly ctx: Context;
  readonly facts: Facts;
  readonly files: AwsFacts;
  readonly base: Base;
  readonly regions: readonly string[];
  readonly keys: Config['keys'];
}

type Answer = Partial<Pick<BaseFact, 'signIn' | 'caller' | 'unasked' | 'error'>>;

async function ask(question: Question): Promise<Answer> {
  const { ctx, facts, base, regions } = question;
  let signIn: SignInState | null = null;
  try {
    const got = await credentialsOf(question);
    signIn = got.signIn ?? null;
    if (!got.credentials) return { signIn, unasked: got.unasked ?? null };
    const reader: PolicyReader = {
      credentials: got.credentials,
      regions: startRegions(regions),
      source: base.label,
      time: startAwsTime(ctx.clock),
      signal: facts.signal,
    };
    const [{ whoCalls }, { parsePrincipal }] = await Promise.all([
      import('../../gate/caller.ts'),
      import('../../identity/principal.ts'),
    ]);
    const { identity } = await whoCalls(ctx, reader, []);
    return { signIn, caller: { principal: parsePrincipal(identity), reader, ctx } };
  } catch (error) {
    if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
    return { signIn, error };
  }
}

interface Got {
  readonly credentials?: AwsCredentials;
  readonly signIn?: SignInState;
  readonly unasked?: string;
}

/** The keys where that needs nobody and renews nothing. @throws SentinelError where they cannot be had. */
async function credentialsOf(question: Question): Promise<Got> {
  const { ctx, facts, files, base, regions, keys } = question;
  if (base.kind === 'static' || base.kind === 'environment') {
    return { credentials: files.set.credentials(base) };
  }
  if (base.kind === 'sso') return signedIn(ctx, base, facts.signal);
  const away = base.kind !== 'stored' && facts.request.profile === undefined;
  if (away) {
    return { unasked: 'asked for only with --profile NAME' };
  }
  const { resolveBase } = await import('../../profiles/resolve-base.ts');
  const options = { regions, signal: facts.signal, keys };
  return { credentials: await resolveBase(ctx, files.set, base, options) };
}

async function signedIn(
  ctx: Context,
  base: Extract<Base, { kind: 'sso' }>,
  signal: AbortSignal,
): Promise<Got> {
  const { signInState } = await import('../../sso/state.ts');
  const signIn = signInState(ctx, base.start);
  if (!signIn.signedIn) {
    const { notSignedIn } = await import('../../sso/not-signed-in.ts');
    throw notSignedIn(ctx, base.start, signIn.why, base.profile);
  }
  // Asking now would renew the token, which is the next use's to do.
  const due = signIn.until - ctx.clock.now() < RENEWED_MS;
  if (signIn.refreshable && due) return { signIn, unasked: 'its next use renews it' };
  const { ssoCredentials } = await import('../../sso/credentials.ts');
  return { signIn, credentials: await ssoCredentials(ctx, base, { signal }) };
}

/** Longer than what sso/fresh-token.ts calls near its end. */
const RENEWED_MS = 16 * 60_000;
