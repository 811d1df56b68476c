import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { AccessPolicy } from '../policy/types.ts';

/**
 * Reads and checks an access policy in a file.
 * @throws SentinelError (failed): not readable; PolicyError: does not pass.
 */
export async function readPolicyFile(_ctx: Context, path: string): Promise<AccessPolicy> {
  const text = readText(path);
  const { parseAccessPolicy } = await import('../policy/parse.ts');
  return parseAccessPolicy(text, `file:${path}`);
}

function readText(path: string): string {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new SentinelError('failed', `the policy file ${path} ${why}.`, [], cause);
  }
}
