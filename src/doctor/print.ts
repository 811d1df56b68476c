/** Results as lines for people, and as JSON. Foreign text is made visible here. Pure. */
import { jsonText } from '../terminal/json-text.ts';
import { visible } from '../terminal/sanitise.ts';
import { count, tally } from './finding.ts';
import type { Checked, Finding, Status } from './types.ts';

const WORDS: Readonly<Record<Status, string>> = {
  ok: 'ok',
  warning: 'warning',
  problem: 'PROBLEM',
  skipped: '-',
};

/** Green, yellow, red, dim: the word says it, too. */
const COLOURS: Readonly<Record<Status, number>> = { ok: 32, warning: 33, problem: 31, skipped: 2 };

const INDENT = ' '.repeat(9);

/** The lines of one result, each with its newline. */
export function lines({ check, result }: Checked, colour: boolean): string {
  const { items } = result;
  if (!items) return head(check.title, result, colour) + fixes(result.fix);
  const all = items.map((item) => {
    const word = item.status === result.status ? '' : `${WORDS[item.status]}: `;
    return `${INDENT}${word}${visible(item.detail)}\n${fixes(item.fix)}`;
  });
  const many = count(items.length, 'finding');
  return `${head(check.title, { ...result, detail: `${many}` }, colour)}${all.join('')}`;
}

/** The last line: how many of what, and what the exit code says. */
export function summary(all: readonly Checked[], profile: string | undefined): string {
  const { ok, warning, problem, skipped } = tally(all.map(({ result }) => result));
  const counts = [
    `${ok} ok`,
    count(warning, 'warning'),
    count(problem, 'problem'),
    `${skipped} not checked`,
  ];
  const whose = profile === undefined ? 'access' : `access to [${visible(profile)}]`;
  const stops = problem > 0 ? `something stops ${whose}` : `nothing stops ${whose}`;
  return `${counts.join(', ')}: ${stops}.\n`;
}

/** One JSON object, with its newline. */
export function json(all: readonly Checked[], profile: string | undefined): string {
  const results = all.map(({ check, result }) => {
    const { status, detail, fix, items } = result;
    return { id: check.id, status, title: check.title, detail, fix, ...(items && { items }) };
  });
  const counts = tally(results);
  return `${jsonText(
    {
      checks: results,
      summary: { ...counts, profile: profile ?? null, access_stopped: counts.problem > 0 },
    },
    2,
  )}\n`;
}

function head(title: string, { status, detail }: Finding, colour: boolean): string {
  const word = WORDS[status].padEnd(INDENT.length);
  const shown = colour ? `\x1b[${COLOURS[status]}m${word}\x1b[0m` : word;
  return `${shown}${title}: ${visible(detail)}\n`;
}

function fixes(fix: readonly string[]): string {
  return fix.map((line) => `${INDENT}  > ${visible(line)}\n`).join('');
}
