import type { Context } from '../../context.ts';
import { prepare } from '../../policy/evaluate.ts';
import { explain } from '../../policy/explain.ts';
import { explanationJson, explanationLines } from '../../policy/explain-print.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { visible } from '../../terminal/sanitise.ts';
import type { ParsedArgs } from '../types.ts';
import { readFlags } from './flags.ts';
import { gather } from './gather.ts';

/** Explains one request on stdout. Exit 0 whatever the verdict. */
export async function answer(ctx: Context, args: ParsedArgs): Promise<number> {
  const asked = readFlags(args);
  const { policy, openZone, at, guessed, ...who } = await gather(ctx, asked);
  const request = { ...who, profile: asked.profile, mode: asked.mode };
  const prepared = prepare(policy, openZone);
  const explanation = explain(prepared, request, at);
  const week = asked.week ? await import('./week.ts') : null;
  const text = asked.json
    ? jsonText({ ...explanationJson(explanation), ...week?.asJson(prepared, request, at) }, 2)
    : [
        ...explanationLines(explanation, openZone),
        ...(week?.asLines(ctx, prepared, request, at) ?? []),
      ]
        .map((line) => visible(line))
        .join('\n');
  ctx.stdio.stdout.write(`${text}\n`);
  if (guessed && policy.rules.some((rule) => rule.conditions.principals?.length)) {
    ctx.stdio.stderr.write(
      `sentinel: the account of "${visible(asked.user ?? '')}" is not known here and taken to be the role's; the policy asks for ARNs, so give one with --arn to be exact.\n`,
    );
  }
  return 0;
}
