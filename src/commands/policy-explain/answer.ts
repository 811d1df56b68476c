import type { Context } from '../../context.ts';
import { prepare } from '../../policy/evaluate.ts';
import { explain } from '../../policy/explain.ts';
import { explanationJson, explanationLines } from '../../policy/explain-print.ts';
import { visible } from '../../terminal/sanitise.ts';
import type { ParsedArgs } from '../types.ts';
import { readFlags } from './flags.ts';
import { gather } from './gather.ts';

/** Explains one request on stdout. Exit 0 whatever the verdict. */
export async function answer(ctx: Context, args: ParsedArgs): Promise<number> {
  const asked = readFlags(args);
  const { policy, openZone, at, ...who } = await gather(ctx, asked);
  const request = { ...who, profile: asked.profile, mode: asked.mode };
  const explanation = explain(prepare(policy, openZone), request, at);
  const text = asked.json
    ? JSON.stringify(explanationJson(explanation), null, 2)
    : explanationLines(explanation, openZone)
        .map((line) => visible(line))
        .join('\n');
  ctx.stdio.stdout.write(`${text}\n`);
  return 0;
}
