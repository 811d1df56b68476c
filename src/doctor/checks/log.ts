import { linesBackward } from '../../audit/backward.ts';
import { ChainCheck } from '../../audit/chain-check.ts';
import { logPath } from '../../audit/log.ts';
import { refuseOwnFiles } from '../../audit/own-files.ts';
import { withLogFiles } from '../../audit/snapshot.ts';
import type { Context } from '../../context.ts';
import { shellWord } from '../../gate/quote.ts';
import { ledgerPath } from '../../ledger/path.ts';
import type { Facts } from '../facts.ts';
import { fromError, problem, skipped, together, warning } from '../finding.ts';
import { lookAt, whyNotWritable } from '../look.ts';
import type { Check, Finding } from '../types.ts';
import { whyStateFails } from './state.ts';

export const log: Check = {
  id: 'log',
  title: 'Decision log',
  about:
    'whether the decision log and its further sinks can be written, and the chain of its newest lines',
  async run(ctx, facts) {
    if (whyStateFails(ctx)) return skipped('See the state folder.');
    const chain = await newestLines(ctx, facts);
    const found = [...ownFile(ctx), ...chain.found, ...(await sinks(ctx, facts))];
    return together(found, chain.well);
  },
};

function ownFile(ctx: Context): Finding[] {
  const path = logPath(ctx);
  const found = lookAt(path);
  if (!found) return [];
  const word = shellWord(path);
  if (found.kind !== 'file') {
    return [problem(`${path} is no regular file, so no credentials are given.`, `ls -l ${word}`)];
  }
  const code = whyNotWritable(path);
  if (!code) return [];
  return [
    problem(
      `${path} cannot be written to (${code}), so no credentials are given.`,
      `chmod u+rw ${word}`,
    ),
  ];
}

/** So many lines from the end are looked at; all of them: `audit verify-log`. */
const NEWEST = 500;

async function newestLines(
  ctx: Context,
  facts: Facts,
): Promise<{ readonly found: Finding[]; readonly well: string }> {
  const path = logPath(ctx);
  const ledger = facts.ledger();
  try {
    const lines = await withLogFiles(path, false, (files) => {
      const newest: { bytes: Buffer; whole: boolean }[] = [];
      for (const file of files.toReversed()) {
        if (newest.length >= NEWEST) break;
        file.read((open) => {
          const { size } = process.getBuiltinModule('node:fs').fstatSync(open);
          for (const { bytes, whole } of linesBackward(open, size)) {
            if (newest.length >= NEWEST) break;
            newest.push({ bytes: Buffer.from(bytes), whole });
          }
        });
      }
      return newest.reverse();
    });
    const check = new ChainCheck([], lines.length >= NEWEST);
    for (const { bytes, whole } of lines) check.take(bytes, whole);
    check.finish();
    const known = ledger.state === 'sound' ? (ledger.lastSeq ?? 0) : 0;
    const last = check.head?.seq ?? 0;
    const cut = known > last ? [`its end is cut off: the ledger knows line seq ${known}`] : [];
    const texts = [...check.problems.map(({ text }) => withoutNumber(text)), ...cut];
    const well =
      lines.length === 0
        ? `${path}: nothing has been decided yet.`
        : `${path}: its newest ${lines.length} lines are whole, up to seq ${last}.`;
    const [first] = texts;
    if (first === undefined) return { found: [], well };
    const more = texts.length > 1 ? ` (and ${texts.length - 1} more)` : '';
    return { found: [warning(`${path}: ${first}${more}.`, 'sentinel audit verify-log')], well };
  } catch (error) {
    return { found: [fromError('problem', error, `ls -l ${shellWord(path)}`)], well: '' };
  }
}

/** Lines are counted from where we began to look, which is not where the file begins. */
function withoutNumber(text: string): string {
  return text.replace(/^line \d+ \((seq \d+)\)/, 'line $1').replace(/^line \d+ /, 'a line ');
}

async function sinks(ctx: Context, facts: Facts): Promise<Finding[]> {
  const { value } = await facts.config();
  const paths = (value?.config.log ?? []).filter((one) => one !== 'stderr');
  const own = [logPath(ctx), `${logPath(ctx)}.lock`, ledgerPath(ctx)];
  return paths.flatMap((path) => {
    try {
      refuseOwnFiles([path], own, ctx.paths.state);
    } catch (error) {
      return [fromError('problem', error)];
    }
    const found = lookAt(path, true);
    const word = shellWord(path);
    const code = found?.kind === 'folder' ? 'EISDIR' : whyNotNew(path);
    if (!code) return [];
    return [
      problem(
        `The log's further sink ${path} cannot be written to (${code}), so no credentials are given.`,
        `ls -ld ${word}`,
        'Or take it out of log: in the config file.',
      ),
    ];
  });
}

/** A sink is made where it is missing, its folder is not. */
function whyNotNew(path: string): string | null {
  const folder = process.getBuiltinModule('node:path').dirname(path);
  if (lookAt(path, true) === null && lookAt(folder, true)?.kind !== 'folder') return 'ENOENT';
  return whyNotWritable(path);
}
