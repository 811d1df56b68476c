import { type Figure, interleaved } from './measure.ts';
import { PROGRAM, type World, writePolicy } from './world.ts';

/** Cold starts of what needs neither React nor the AWS SDK, against an empty Node. */
export function coldStarts(world: World): Figure[] {
  const explain = [
    'policy',
    'explain',
    '--profile',
    'app-7',
    '--user',
    'alice',
    '--role-arn',
    'arn:aws:iam::111122223333:role/App',
  ];
  const times = interleaved(
    {
      node: [PROGRAM[0], '-e', '0'],
      help: [...PROGRAM, '--help'],
      explain: [...PROGRAM, ...explain, '--policy', `file:${writePolicy(world, 20)}`],
    },
    25,
    world.env,
  );
  const { node = Number.NaN, help = Number.NaN, explain: explained = Number.NaN } = times;
  return [
    { what: 'node -e 0', value: node, unit: 'ms', budget: null },
    { what: 'sentinel --help', value: help, unit: 'ms', budget: null },
    { what: 'sentinel --help / node', value: help / node, unit: 'x', budget: 2 },
    { what: 'policy explain (file)', value: explained, unit: 'ms', budget: null },
    { what: 'policy explain / node', value: explained / node, unit: 'x', budget: 2 },
  ];
}
