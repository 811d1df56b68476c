import { readPolicyFile } from '../../config/policy-file.ts';
import type { Context } from '../../context.ts';
import { readPolicyRef } from '../../gate/policy-ref.ts';
import type { Principal } from '../../identity/types.ts';
import { userStandIn } from '../../policy/stand-in.ts';
import type { AccessPolicy } from '../../policy/types.ts';
import { openZone, type Zone } from '../../policy/zone.ts';
import type { Asked } from './flags.ts';

/** What an explanation stands on. */
export interface Facts {
  readonly policy: AccessPolicy;
  readonly openZone: (name: string) => Zone;
  readonly principal: Principal;
  readonly roleArn: string | null;
  readonly account: string | null;
  /** The principal's account is a guess: nobody asked AWS. */
  readonly guessed: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Gathers it; AWS is asked only for a policy in SSM, or for who you are. */
export async function gather(ctx: Context, asked: Asked): Promise<Facts> {
  const { ref, folder } = await policyRef(ctx, asked);
  const named = asked.user !== undefined || asked.arn !== undefined;
  const place = readPolicyRef(ref, asked.profile, folder);
  if (place.kind !== 'file' || !named) return gatherFromAws(ctx, asked);
  const [file, roleArn] = await Promise.all([
    readPolicyFile(ctx, place.path),
    asked.roleArn ?? roleInFiles(ctx, asked),
  ]);
  const principal = await namedPrincipal(asked, roleArn);
  return {
    ...file,
    principal,
    guessed: asked.arn === undefined,
    roleArn,
    account: accountOf(roleArn) ?? (asked.arn === undefined ? null : principal.account),
    at: asked.at ?? ctx.clock.now(),
  };
}

async function gatherFromAws(ctx: Context, asked: Asked): Promise<Facts> {
  const { assess } = await import('../../gate/assess.ts');
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
    openZone,
    principal: named ? await namedPrincipal(asked, found.principal.arn) : found.principal,
    guessed: false,
    roleArn,
    account: accountOf(roleArn) ?? found.account,
    at: asked.at ?? found.verdict.evaluatedAt,
  };
}

/** The policy's reference, and the folder that a relative path in it starts from. */
async function policyRef(ctx: Context, asked: Asked): Promise<{ ref: string; folder: string }> {
  if (asked.policyRef !== undefined) return { ref: asked.policyRef, folder: '' };
  const [{ loadConfig }, { dirname }] = await Promise.all([
    import('../../config/load.ts'),
    import('node:path'),
  ]);
  const { policy, path } = await loadConfig(ctx, asked.configPath);
  return { ref: policy, folder: dirname(path ?? ctx.paths.config) };
}

/**
 * The role of the AWS config, which need not be there for a question about it. A file that does not
 * hold the profile's name at all spares the ini loader, which takes most of a cold start's time.
 */
async function roleInFiles(ctx: Context, asked: Asked): Promise<string | null> {
  const { awsConfig, awsCredentials } = ctx.paths;
  if (![awsConfig, awsCredentials].some((path) => mentions(path, asked.profile))) return null;
  const { loadProfiles } = await import('../../profiles/load.ts');
  const { profiles } = await loadProfiles(ctx);
  return profiles.find((profile) => profile.name === asked.profile)?.roleArn ?? null;
}

function mentions(path: string, profile: string): boolean {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(path, 'utf8').includes(profile);
  } catch (error) {
    // What cannot be read is left to the loader, which has the words for it.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

async function namedPrincipal(asked: Asked, like: string | null): Promise<Principal> {
  if (asked.arn === undefined) return userStandIn(asked.user ?? '', like);
  const { parsePrincipal } = await import('../../identity/principal.ts');
  return parsePrincipal({ arn: asked.arn, account: accountOf(asked.arn) ?? '', userId: '' });
}

function accountOf(arn: string | null): string | null {
  return arn?.split(':')[4] || null;
}
