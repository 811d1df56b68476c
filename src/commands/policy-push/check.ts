import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { formatProblem } from '../../policy/problems.ts';
import { KIND_NAMES, type PolicyKind } from '../../policy-store/kinds.ts';
import type { Local } from '../../policy-store/local.ts';
import { visible } from '../../terminal/sanitise.ts';
import { checkTexts } from '../config-validate/parts.ts';
import { passes } from '../config-validate/print.ts';
import { surroundings } from '../config-validate/validate.ts';

/**
 * Holds files against the loader's own check, and tells what is wrong with them on stderr.
 * @throws SentinelError `failed` for an error, or under `strict` for a warning.
 */
export async function checkLocal(
  ctx: Context,
  local: Local,
  kind: PolicyKind,
  strict: boolean,
): Promise<void> {
  const around = await surroundings(ctx);
  const texts = local.parts.map(({ path, text }) => ({ ref: path, text }));
  const reports = await checkTexts(local.path, texts, kind, around);
  for (const { path, problems } of reports) {
    for (const problem of problems) {
      const mark = problem.severity === 'warning' ? 'warning: ' : '';
      const line = formatProblem(path, { ...problem, message: mark + problem.message });
      ctx.stdio.stderr.write(`${visible(line)}\n`);
    }
  }
  if (reports.every((report) => passes(report, strict))) return;
  const why = strict ? 'does not pass under --strict' : 'does not pass';
  throw new SentinelError(
    'failed',
    `The ${KIND_NAMES[kind]} in ${local.path} ${why}. Nothing was pushed.`,
  );
}
