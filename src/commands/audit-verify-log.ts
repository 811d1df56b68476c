import type { LogCheck } from '../audit/verify.ts';
import { jsonText } from '../terminal/json-text.ts';
import { visible } from '../terminal/sanitise.ts';
import type { CommandSpec } from './types.ts';

/** Problems printed for people; a log that is rubbish has one a line. `--json` gives thousands. */
const SHOWN = 20;

export const command: CommandSpec = {
  name: 'audit verify-log',
  summary:
    "check the decision log's chain: changed, swapped, repeated, missing or cut lines and files",
  flags: {
    file: {
      type: 'string',
      value: 'PATH',
      completes: 'file',
      summary: 'another log file, such as a further sink (it may begin later in the chain)',
    },
    json: { type: 'boolean', summary: 'print the result as one JSON object' },
  },
  examples: ['sentinel audit verify-log', 'sentinel audit verify-log --json'],
  exitCodes: [0, 1, 2],
  async run(ctx, args) {
    const { verifyLog } = await import('../audit/verify.ts');
    const file = args.flags['file'];
    const check = await verifyLog(ctx, typeof file === 'string' ? { file } : {});
    ctx.stdio.stdout.write(args.flags['json'] ? `${asJson(check)}\n` : `${asText(check)}\n`);
    return check.ok ? 0 : 1;
  },
};

function asJson(check: LogCheck): string {
  return jsonText({
    file: check.file,
    files: check.files,
    ok: check.ok,
    lines: check.lines,
    first: check.first,
    head: check.head,
    problems: check.problems,
    more_problems: check.more,
    set_aside: check.setAside,
    heads_compared: check.headsCompared,
  });
}

function asText(check: LogCheck): string {
  const text = [summary(check)];
  for (const problem of check.problems.slice(0, SHOWN))
    text.push(`  ${problem.kind}: ${problem.text}`);
  const more = check.problems.length + check.more - SHOWN;
  if (more > 0) text.push(`  and ${more} more (--json lists them)`);
  for (const file of check.setAside) text.push(`note: an unfinished line was set aside in ${file}`);
  if (check.headsCompared === null) {
    text.push('note: not compared with the ledger, which knows the heads of the own log only');
  }
  return text.map((line) => visible(line)).join('\n');
}

function summary({ file, files, ok, lines, first, head, problems, more }: LogCheck): string {
  if (ok && head === null) return `${file}: nothing has been decided yet`;
  const where =
    files.length > 1 ? `${file} and ${count(files.length - 1, 'file')} before it` : file;
  if (ok) return `${where}: ${count(lines, 'line')} whole, seq ${first} to ${head?.seq}`;
  return `${where}: ${count(problems.length + more, 'problem')} in ${count(lines, 'line')}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
