/** Programs of other people that a suite needs, and the words for what is missing. */
import { execFileSync, spawnSync } from 'node:child_process';

/**
 * "skipped: needs X", or false where the program runs.
 * @param what X, where that is not the program itself but e.g. a library of it.
 */
export function programMissing(
  program: string,
  args: readonly string[] = ['--version'],
  what = program,
): string | false {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return false;
  } catch {
    return `skipped: needs ${what}`;
  }
}

/**
 * The AWS CLI 2, which other suites need not find first on the PATH: distributions ship it, pip has only
 * its elder.
 */
export function awsCliTwo(): { readonly path: string; readonly missing: string | false } {
  for (const path of ['/usr/bin/aws', '/usr/local/bin/aws', 'aws']) {
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (status === 0 && stdout.startsWith('aws-cli/2.')) return { path, missing: false };
  }
  return { path: '', missing: 'skipped: needs the AWS CLI 2' };
}
