import { join } from 'node:path';
import { cpuOf, type Figure } from './measure.ts';
import { openTlsWorld } from './tls-world.ts';
import { PROGRAM, type World } from './world.ts';

const ROUNDS = 25;

/** Processor time of a `credentials` that is answered from the cache, against an empty Node. */
export async function cachedCredentials(world: World): Promise<Figure[]> {
  const tls = await openTlsWorld(world);
  try {
    const ask = ['credentials', '--profile', 'dev'];
    const times = cpuOf(
      {
        node: { command: [PROGRAM[0], '-e', '0'], env: world.env },
        http: { command: [...PROGRAM, '--sandbox', ...ask], env: world.env },
        https: { command: [PROGRAM[0], join(tls.program, 'sentinel.js'), ...ask], env: tls.env },
      },
      ROUNDS,
    );
    tls.check();
    const { node = Number.NaN, http = Number.NaN, https = Number.NaN } = times;
    return [
      { what: 'node -e 0, processor time', value: node, unit: 'ms', budget: null },
      { what: 'credentials from the cache', value: http, unit: 'ms', budget: null },
      { what: 'credentials from the cache / node', value: http / node, unit: 'x', budget: 2.5 },
      { what: 'the same over TLS', value: https, unit: 'ms', budget: null },
      { what: 'the same over TLS / node', value: https / node, unit: 'x', budget: 3 },
    ];
  } finally {
    tls.close();
  }
}
