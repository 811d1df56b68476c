import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { type KnownPolicy, knownPolicy, stillKnown, zonesOf } from '../policy/known-policy.ts';
import type { AccessPolicy } from '../policy/types.ts';
import { openZone, type Zone } from '../policy/zone.ts';
import { bundleName } from './bundle-name.ts';
import { keepText, recallText } from './known-texts.ts';

/** A policy and a quick way to its zones. */
export interface FilePolicy {
  readonly policy: AccessPolicy;
  readonly openZone: (name: string) => Zone;
}

/**
 * Reads and checks an access policy in a file, for questions about it (the gate has its own way).
 * @param build names the code that checks. Null: nothing is remembered.
 * @throws SentinelError (failed): not readable; PolicyError: does not pass.
 */
export async function readPolicyFile(
  ctx: Context,
  path: string,
  build: string | null = bundleName(import.meta.url),
): Promise<FilePolicy> {
  const text = readText(path);
  const now = ctx.clock.now();
  const tzdata = process.versions['tz'] ?? '';
  const known = build === null ? null : recallText<KnownPolicy>(ctx, 'policies', text, build);
  if (known && stillKnown(known, now, tzdata)) {
    return { policy: known.policy, openZone: zonesOf(known) };
  }
  const { parseAccessPolicy } = await import('../policy/parse.ts');
  const policy = await parseAccessPolicy(text, `file:${path}`);
  if (build !== null) {
    await keepText(ctx, 'policies', text, build, knownPolicy(policy, now, tzdata));
  }
  return { policy, openZone };
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
