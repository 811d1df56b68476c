import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { Principal } from '../identity/types.ts';
import { type AccessPolicy, MODES, type Mode } from '../policy/types.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

export const command: CommandSpec = {
  name: 'policy explain',
  summary: 'why a request gets the verdict that it gets, rule by rule',
  flags: {
    profile: {
      type: 'string',
      value: 'NAME',
      required: true,
      summary: 'the AWS profile asked for',
    },
    user: { type: 'string', value: 'NAME', summary: 'ask for the IAM user of that name' },
    arn: { type: 'string', value: 'ARN', summary: 'ask for this caller (default: you)' },
    'role-arn': {
      type: 'string',
      value: 'ARN',
      summary: 'the role the profile leads to (default: what the AWS config says)',
    },
    at: {
      type: 'string',
      value: 'ISO',
      summary: 'at this time, UTC unless it says (default: now)',
    },
    mode: {
      type: 'string',
      value: 'MODE',
      default: 'cli',
      choices: MODES,
      summary: 'how credentials are asked for',
    },
    policy: {
      type: 'string',
      value: 'REF',
      summary: 'ssm:/NAME or file:PATH instead of the configured policy',
    },
    'policy-parameter': { type: 'string', value: 'NAME', summary: 'the same as --policy ssm:NAME' },
    json: { type: 'boolean', summary: 'print one JSON object' },
  },
  examples: [
    'sentinel policy explain --profile prod --user alice --policy file:policy.yaml',
    'sentinel policy explain --profile prod --at 2026-11-20T22:00:00Z --json',
  ],
  exitCodes: [0, 1, 2, 6, 7],
  async run(ctx, args) {
    const asked = readFlags(args);
    const { policy, principal, roleArn, account, at } = await gather(ctx, asked);
    const [{ prepare }, { explain }, print] = await Promise.all([
      import('../policy/evaluate.ts'),
      import('../policy/explain.ts'),
      import('../policy/explain-print.ts'),
    ]);
    const request = { principal, profile: asked.profile, roleArn, account, mode: asked.mode };
    const explanation = explain(prepare(policy), request, at);
    if (asked.json) {
      ctx.stdio.stdout.write(`${JSON.stringify(print.explanationJson(explanation), null, 2)}\n`);
      return 0;
    }
    const { visible } = await import('../terminal/sanitise.ts');
    const lines = print.explanationLines(explanation).map((line) => visible(line));
    ctx.stdio.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  },
};

interface Asked {
  readonly profile: string;
  readonly user?: string;
  readonly arn?: string;
  readonly roleArn?: string;
  /** Milliseconds; absent: now. */
  readonly at?: number;
  readonly mode: Mode;
  readonly policyRef?: string;
  readonly configPath?: string;
  readonly regions?: readonly string[];
  readonly awsProfile?: string;
  readonly json: boolean;
}

/** What the explanation stands on. */
interface Facts {
  readonly policy: AccessPolicy;
  readonly principal: Principal;
  readonly roleArn: string | null;
  readonly account: string | null;
  readonly at: number;
}

/** AWS is asked only for a policy in SSM, or for who you are. */
async function gather(ctx: Context, asked: Asked): Promise<Facts> {
  const ref = asked.policyRef ?? (await configuredPolicy(ctx, asked));
  const named = asked.user !== undefined || asked.arn !== undefined;
  if (!ref.startsWith('file:') || !named) return gatherFromAws(ctx, asked);
  const [policy, roleArn] = await Promise.all([
    import('../config/policy-file.ts').then(({ readPolicyFile }) =>
      readPolicyFile(ctx, ref.slice(5)),
    ),
    asked.roleArn ?? roleInFiles(ctx, asked),
  ]);
  const principal = await namedPrincipal(asked, roleArn);
  return {
    policy,
    principal,
    roleArn,
    account: accountOf(roleArn) ?? (asked.arn === undefined ? null : principal.account),
    at: asked.at ?? ctx.clock.now(),
  };
}

async function gatherFromAws(ctx: Context, asked: Asked): Promise<Facts> {
  const { assess } = await import('../gate/assess.ts');
  const { profile, mode, policyRef, configPath, regions, awsProfile } = asked;
  const found = await assess(ctx, {
    profile,
    mode,
    ...(policyRef !== undefined && { policyRef }),
    ...(configPath !== undefined && { configPath }),
    ...(regions !== undefined && { regions }),
    ...(awsProfile !== undefined && { awsProfile }),
  });
  const roleArn = asked.roleArn ?? found.roleArn;
  const named = asked.user !== undefined || asked.arn !== undefined;
  return {
    policy: found.access.policy,
    principal: named ? await namedPrincipal(asked, roleArn) : found.principal,
    roleArn,
    account: accountOf(roleArn) ?? found.account,
    at: asked.at ?? found.verdict.evaluatedAt,
  };
}

async function configuredPolicy(ctx: Context, asked: Asked): Promise<string> {
  const [{ loadConfig }, { dirname, resolve }] = await Promise.all([
    import('../config/load.ts'),
    import('node:path'),
  ]);
  const { policy, path } = await loadConfig(ctx, asked.configPath);
  if (!policy.startsWith('file:')) return policy;
  return `file:${resolve(dirname(path ?? ctx.paths.config), policy.slice(5))}`;
}

/** The role of the AWS config, which need not be there for a question about it. */
async function roleInFiles(ctx: Context, asked: Asked): Promise<string | null> {
  const { existsSync } = process.getBuiltinModule('node:fs');
  if (!existsSync(ctx.paths.awsConfig) && !existsSync(ctx.paths.awsCredentials)) return null;
  const { loadProfiles } = await import('../profiles/load.ts');
  const { profiles } = await loadProfiles(ctx);
  return profiles.find((profile) => profile.name === asked.profile)?.roleArn ?? null;
}

async function namedPrincipal(asked: Asked, roleArn: string | null): Promise<Principal> {
  if (asked.arn === undefined) {
    const { userStandIn } = await import('../policy/stand-in.ts');
    return userStandIn(asked.user ?? '', roleArn);
  }
  const { parsePrincipal } = await import('../identity/principal.ts');
  return parsePrincipal({ arn: asked.arn, account: accountOf(asked.arn) ?? '', userId: '' });
}

function accountOf(arn: string | null): string | null {
  return arn?.split(':')[4] || null;
}

function readFlags(args: ParsedArgs): Asked {
  const text = (name: string): string | undefined => {
    const value = args.flags[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const user = text('user');
  const arn = text('arn');
  if (user !== undefined && arn !== undefined) {
    throw new SentinelError('usage', 'Give --user or --arn, not both.');
  }
  if (user !== undefined && /[/:]/.test(user)) {
    throw new SentinelError('usage', `--user takes a name, not ${JSON.stringify(user)}.`, [
      'for other callers use --arn',
    ]);
  }
  const roleArn = text('role-arn');
  if (roleArn !== undefined && !/^arn:[a-z0-9-]+:iam::\d{12}:role\/./.test(roleArn)) {
    throw new SentinelError(
      'usage',
      `--role-arn takes a role's ARN, not ${JSON.stringify(roleArn)}.`,
    );
  }
  const parameter = text('policy-parameter');
  const policyRef = text('policy') ?? (parameter === undefined ? undefined : `ssm:${parameter}`);
  if (policyRef !== undefined && !/^(ssm|file):./.test(policyRef)) {
    throw new SentinelError(
      'usage',
      `--policy takes ssm:/NAME or file:PATH, not ${JSON.stringify(policyRef)}.`,
    );
  }
  const at = text('at');
  const configPath = text('config');
  const regions = text('region')
    ?.split(',')
    .map((region) => region.trim());
  const awsProfile = text('aws-profile');
  return {
    profile: text('profile') ?? '',
    mode: MODES.find((mode) => mode === args.flags['mode']) ?? 'cli',
    json: args.flags['json'] === true,
    ...(user !== undefined && { user }),
    ...(arn !== undefined && { arn }),
    ...(roleArn !== undefined && { roleArn }),
    ...(policyRef !== undefined && { policyRef }),
    ...(at !== undefined && { at: instant(at) }),
    ...(configPath !== undefined && { configPath }),
    ...(regions !== undefined && { regions }),
    ...(awsProfile !== undefined && { awsProfile }),
  };
}

/** ISO 8601; without an offset it is UTC, since the machine's zone decides nothing here. */
function instant(text: string): number {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(
      text,
    );
  const at = match
    ? Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? 'Z'}`)
    : Number.NaN;
  // A 31st of February would roll over into March without a word.
  const day = Date.parse(`${match?.[1]}T00:00:00Z`);
  if (Number.isFinite(at) && new Date(day).toISOString().slice(0, 10) === match?.[1]) return at;
  throw new SentinelError(
    'usage',
    `--at takes a time such as 2026-11-20T18:00:00Z, not ${JSON.stringify(text)}.`,
  );
}
