import type { Context } from '../../context.ts';
import { formatProblem } from '../../policy/problems.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { visible } from '../../terminal/sanitise.ts';
import type { Report } from './check.ts';
import type { InUse } from './wanted.ts';

/** All that is to be told. */
export interface Outcome {
  readonly reports: readonly Report[];
  readonly left: InUse['left'];
  /** What to do about what could not be read. */
  readonly next: readonly string[];
}

/** Problems as `path:line:col: message` on stdout, what passed on stderr; or one JSON object. */
export function print(ctx: Context, outcome: Outcome, strict: boolean, json: boolean): void {
  const { stdout, stderr } = ctx.stdio;
  const { reports, left, next } = outcome;
  if (json) {
    const ok = reports.every((report) => passes(report, strict));
    const files = reports.map((report) => asJson(report, strict));
    stdout.write(`${jsonText({ ok, files, not_checked: left }, 2)}\n`);
  } else {
    for (const report of reports)
      for (const line of lines(report)) stdout.write(`${visible(line)}\n`);
    for (const report of reports) {
      if (report.problems.length === 0)
        stderr.write(`${visible(`${report.path}: ok (${report.kind})`)}\n`);
    }
    for (const { ref, why } of left) stderr.write(`${visible(`${ref}: not checked; ${why}`)}\n`);
  }
  for (const line of new Set(next)) stderr.write(`  ${visible(line)}\n`);
}

export function passes(report: Report, strict: boolean): boolean {
  return !report.problems.some(({ severity }) => strict || severity === 'error');
}

function lines({ path, problems, unread }: Report): string[] {
  if (unread) return problems.map(({ message }) => `${path}: ${message}`);
  return problems.map((problem) => {
    const mark = problem.severity === 'warning' ? 'warning: ' : '';
    return formatProblem(path, { ...problem, message: `${mark}${problem.message}` });
  });
}

function asJson(report: Report, strict: boolean): unknown {
  const { path, kind, problems } = report;
  return { path, kind, ok: passes(report, strict), problems };
}
