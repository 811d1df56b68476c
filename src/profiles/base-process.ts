/** Another tool's `credential_process`. Pure. */
import type { IniProfile } from '../aws/ini.ts';
import { PROCESS_MARK } from './calls-sentinel.ts';
import { type BaseAnswer, found, problem } from './problem.ts';

/** The base of a profile whose `credential_process` is not Sentinel's. */
export function processBase(
  { name, fileOf }: IniProfile,
  command: string,
  env: Readonly<Record<string, string | undefined>>,
): BaseAnswer {
  const inside = env[PROCESS_MARK];
  if (inside !== undefined) {
    const what = `Sentinel was started by the credential_process of [${inside}], and [${name}] would start another: they might call each other for ever.`;
    return problem('no_base', 'failed', what, [
      `Let the credential_process of [${inside}] in ${fileOf('credential_process')} get its credentials without Sentinel.`,
    ]);
  }
  return found({
    kind: 'process',
    command,
    profile: name,
    label: `the credential_process of [${name}]`,
    // Tools are told by their command which account they are for.
    key: `process:${command}`,
  });
}
