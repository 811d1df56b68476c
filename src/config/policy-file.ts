import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { AccessPolicy } from '../policy/types.ts';
import { openZone, type Zone } from '../policy/zone.ts';
import { zoneOfSpans } from '../policy/zone-spans.ts';
import { keepPolicy, recallPolicy } from './policy-cache.ts';

/** A policy and a quick way to its zones. */
export interface FilePolicy {
  readonly policy: AccessPolicy;
  readonly openZone: (name: string) => Zone;
}

/**
 * Reads and checks an access policy in a file, for questions about it.
 * @param build names the code that checks; by default this bundle's file, whose name changes with any
 *   of the code behind it. Null: nothing is remembered.
 * @throws SentinelError (failed): not readable; PolicyError: does not pass.
 */
export async function readPolicyFile(
  ctx: Context,
  path: string,
  build: string | null = bundleName(),
): Promise<FilePolicy> {
  const text = readText(path);
  const known = build === null ? null : recallPolicy(ctx, text, build);
  if (known) {
    const { policy, zones } = known;
    return {
      policy,
      openZone: (name) => {
        const spans = zones[name];
        return spans ? zoneOfSpans(name, spans) : openZone(name);
      },
    };
  }
  const { parseAccessPolicy } = await import('../policy/parse.ts');
  const policy = await parseAccessPolicy(text, `file:${path}`);
  if (build !== null) await keepPolicy(ctx, text, build, policy);
  return { policy, openZone };
}

function bundleName(): string | null {
  return import.meta.url.endsWith('.ts') ? null : import.meta.url;
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
