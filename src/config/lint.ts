import { type Surroundings, unknownProfiles, type Warning } from '../policy/lint/shared.ts';
import type { Settings } from './types.ts';

/** As a policy's lint, for a config file: what passes and is probably not meant. Pure. */
export function lintConfig(said: Settings, around: Surroundings = {}): Warning[] {
  const { keys, ledger, ledgerRegion, tables } = said;
  const shared = ledgerRegion !== undefined ? 'ledger_region' : tables ? 'tables' : null;
  return [
    ...Object.keys(said.profiles ?? {}).flatMap((name) =>
      unknownProfiles([name], around, []).map(({ message }) => ({
        path: ['profiles', name],
        message,
      })),
    ),
    ...(shared !== null && ledger === 'sqlite'
      ? [{ path: [shared], message: 'of use only with ledger: dynamodb' }]
      : []),
    ...(keys === 'ssh-sealed'
      ? [{ path: ['keys'], message: 'this version cannot use ssh-sealed yet: nothing is kept' }]
      : []),
  ];
}
