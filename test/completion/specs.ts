import type { CommandSpec } from '../../src/commands/types.ts';

/** A declaration of a test's own. */
export function commandSpec(members: Partial<CommandSpec>): CommandSpec {
  return {
    name: 'x',
    summary: '',
    flags: {},
    examples: [],
    exitCodes: [0],
    run: () => Promise.resolve(0),
    ...members,
  };
}
