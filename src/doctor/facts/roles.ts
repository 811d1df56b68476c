/** The trust policies of the roles that the profiles lead through, as far as IAM shows them. */
import { AwsError } from '../../aws/api.ts';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { explainAws } from '../../gate/aws-errors.ts';
import { eachOf } from '../../gate/each-of.ts';
import { accountOf } from '../../profiles/arn.ts';
import type { Profile } from '../../profiles/types.ts';
import type { Facts } from '../facts.ts';
import type { Caller } from './bases.ts';

export interface RoleFact {
  readonly roleArn: string;
  /** The profiles whose chain it is part of. */
  readonly profiles: readonly Profile[];
  /** The document as data; null where it could not be read. */
  readonly trust: { readonly document: unknown } | null;
  /** Why it could not be read; null: it was. */
  readonly unread: string | null;
}

/** So many are read. */
const MOST = 40;

export async function roleFacts(_: Context, facts: Facts): Promise<readonly RoleFact[]> {
  const [aws, bases] = await Promise.all([facts.aws(), facts.bases()]);
  const profiles = aws.value?.profiles.filter(({ problem }) => !problem) ?? [];
  const callers = new Map(bases.map(({ base, caller }) => [base.key, caller]));
  const roles = new Map<string, Profile[]>();
  for (const profile of profiles) {
    for (const { roleArn } of profile.hops) {
      roles.set(roleArn, [...(roles.get(roleArn) ?? []), profile]);
    }
  }
  const found: RoleFact[] = [];
  await eachOf([...roles], 6, async ([roleArn, through]) => {
    const about = { roleArn, profiles: through, trust: null, unread: null };
    const keys = new Set(through.map(({ base }) => base?.key ?? ''));
    const who = [...keys].flatMap((key) => callers.get(key) ?? []);
    const own = who.filter(({ principal }) => principal.account === accountOf(roleArn));
    if (who.length === 0) found.push({ ...about, unread: 'nobody is signed in who might read it' });
    else if (own.length === 0) found.push({ ...about, unread: 'of another account' });
    else if (found.length >= MOST) found.push({ ...about, unread: 'there are many' });
    else found.push({ ...about, ...(await readTrust(own, roleArn)) });
  });
  const order = [...roles.keys()];
  return found.sort((a, b) => order.indexOf(a.roleArn) - order.indexOf(b.roleArn));
}

/** With the first that is let. */
async function readTrust(
  callers: readonly Caller[],
  arn: string,
): Promise<Pick<RoleFact, 'trust' | 'unread'>> {
  let why = '';
  for (const { ctx, reader } of callers) {
    try {
      const region = reader.regions.names[0] ?? '';
      const iam = await ctx.aws.iam({ region, credentials: reader.credentials });
      const { value } = await iam.getRole(arn.slice(arn.lastIndexOf('/') + 1), reader.signal);
      if (value.arn === arn) return { trust: { document: value.trustPolicy }, unread: null };
      why = `IAM knows that name as ${value.arn}.`;
    } catch (error) {
      if (error instanceof SentinelError) {
        if (error.kind === 'interrupted') throw error;
        why = error.message;
      } else if (error instanceof AwsError) {
        const doing = { what: `The trust policy of ${arn}`, step: 'trust', source: reader.source };
        why = (explainAws(error, doing as Parameters<typeof explainAws>[1]) as Error).message;
      } else throw error;
    }
  }
  return { trust: null, unread: why };
}
