/** Callers and names that stand for everyone whom a pattern takes. */
import { SentinelError } from '../../errors.ts';
import { parsePrincipal } from '../../identity/principal.ts';
import type { Principal } from '../../identity/types.ts';
import { compileGlob, nfc } from '../glob.ts';

/** Somebody's name that the pattern takes: `dev-*` gives `dev-someone`. */
export function nameFor(pattern: string): string {
  return pattern.replace(/\*+/g, 'someone').replaceAll('?', 'x');
}

/** A name that none of these patterns takes but those that take every name. */
export function strangeName(patterns: readonly string[]): string {
  const globs = patterns
    .filter((pattern) => !/^[*]+$/.test(pattern))
    .map((pattern) => compileGlob(pattern));
  const free = (name: string) => !globs.some((glob) => glob.test(name));
  for (let n = 0; n < 50; n++) {
    const name = NAMES[n] ?? `${n * 7919}=somebody,else`;
    if (free(name)) return name;
  }
  return 'someone-else';
}

const NAMES = ['someone-else', 'zq-nobody', '0-anybody', 'Somebody.Else', 'q'];

/**
 * A caller whose ARN the pattern takes; null where none of the forms that AWS gives fits.
 * @param account whose account to stand in where the pattern leaves it open.
 */
export function callerFor(pattern: string, account: string, partition: string): Principal | null {
  const glob = compileGlob(pattern);
  for (const arn of arnsLike(pattern, account, partition)) {
    if (!glob.test(nfc(arn))) continue;
    const principal = read(arn);
    if (principal) return principal;
  }
  return null;
}

/** The caller under another session name or user name, where the pattern takes that too. */
export function underName(principal: Principal, name: string, pattern: string): Principal | null {
  const arn = principal.arn.slice(0, -principal.rawName.length) + name;
  if (/[:/]/.test(name) || !compileGlob(pattern).test(nfc(arn))) return null;
  return { ...principal, arn, rawName: name };
}

function read(arn: string): Principal | null {
  try {
    return parsePrincipal({ arn, account: arn.split(':')[4] ?? '', userId: '' });
  } catch (error) {
    if (error instanceof SentinelError) return null;
    throw error;
  }
}

/** ARNs with the pattern's wildcards filled in, the likeliest first. Most are none; the caller looks. */
function arnsLike(pattern: string, account: string, partition: string): string[] {
  const session = `arn:${partition}:sts::${account}:assumed-role/`;
  const user = `arn:${partition}:iam::${account}:user/`;
  const parts = pattern.split(':');
  const wholes =
    parts.length >= 6
      ? [withHead(parts, account, partition)]
      : // `*assumed-role/Admin/*`, `*/alice`: what the first wildcard stands for is tried.
        [
          '',
          session,
          `${session}someone`,
          user,
          `arn:${partition}:sts::${account}:`,
          `arn:${partition}:iam::${account}:`,
        ].flatMap((head) => [pattern.replace(/^\*+/, head), pattern.replace(/^\*+/, `${head}*`)]);
  return wholes.flatMap((whole) =>
    ['someone', 'someone/someone', 'assumed-role/someone/someone', 'user/someone'].map((last) =>
      whole.replace(/\*+$/, last).replace(/\*+/g, 'someone').replaceAll('?', 'x'),
    ),
  );
}

/** The five parts before the resource. */
function withHead(parts: readonly string[], account: string, partition: string): string {
  const [, theirPartition = '', service = '', region = '', theirAccount = '', ...rest] = parts;
  const resource = rest.join(':');
  const ofIam = service === 'iam' || (service !== 'sts' && /^(user|root)/.test(resource));
  const fits = compileGlob(theirAccount).test(account);
  const zeros = '0'.repeat(Math.max(0, 13 - theirAccount.length));
  const digits = theirAccount.replace(/\*+/, zeros).replaceAll('*', '').replaceAll('?', '0');
  return [
    'arn',
    compileGlob(theirPartition).test(partition) ? partition : nameFor(theirPartition),
    ofIam ? 'iam' : 'sts',
    region.replace(/\*+/, ''),
    fits ? account : digits,
    resource,
  ].join(':');
}
