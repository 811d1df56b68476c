import about from '../../../package.json' with { type: 'json' };
import { ok, problem } from '../finding.ts';
import type { Check } from '../types.ts';

/** The oldest that package.json's `engines` lets in. */
const OLDEST = about.engines.node.replace('>=', '');

export const program: Check = {
  id: 'program',
  title: 'Program',
  about: 'the versions of Sentinel and Node',
  async run(ctx, { node }) {
    const text = `Sentinel ${about.version} on Node ${node}, ${ctx.platform}`;
    if (!older(node, OLDEST)) return ok(`${text}.`);
    return problem(
      `${text}: Sentinel needs Node ${OLDEST} or newer.`,
      'Install Node 24: https://nodejs.org/en/download',
    );
  },
};

function older(one: string, other: string): boolean {
  const [a = 0, b = 0] = one.split('.').map(Number);
  const [c = 0, d = 0] = other.split('.').map(Number);
  return a < c || (a === c && b < d);
}
