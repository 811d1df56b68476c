import type { Context } from '../../context.ts';
import { shellWord } from '../../gate/quote.ts';
import { noSharedLedger } from '../../gate/settings.ts';
import { ledgerPath } from '../../ledger/path.ts';
import { SCHEMA_VERSION } from '../../ledger/sqlite/schema.ts';
import type { LedgerFact } from '../facts/ledger.ts';
import { count, ok, problem, skipped } from '../finding.ts';
import { whyNotWritable } from '../look.ts';
import type { Check, Finding } from '../types.ts';
import { whyStateFails } from './state.ts';

/** What every sentence about it says: its owner may edit it. */
const RECORD = 'SQLite on this machine: a record, not a control.';

export const ledger: Check = {
  id: 'ledger',
  title: 'Ledger',
  about:
    'whether the ledger opens, is whole and can be written to (SQLite is a record, not a control)',
  async run(ctx, facts) {
    const config = (await facts.config()).value?.config;
    if (config && config.ledger !== 'sqlite') {
      const where = config.fixedBy['ledger'] ?? config.path ?? 'the config file';
      const use = `Write ledger: sqlite in ${config.path ?? ctx.paths.config}`;
      return problem(noSharedLedger(where).message, use);
    }
    if (whyStateFails(ctx)) return skipped('See the state folder.');
    return ofFile(ctx, facts.ledger());
  },
};

function ofFile(ctx: Context, fact: LedgerFact): Finding {
  const path = ledgerPath(ctx);
  const word = shellWord(path);
  const anew = `mv ${word} ${shellWord(`${path}.damaged`)}`;
  switch (fact.state) {
    case 'absent':
      return ok(`${path} is made by the first session. ${RECORD}`);
    case 'busy':
      return problem(`${path} is held by another process.`, `fuser ${word}`);
    case 'damaged':
      return problem(`${path} is damaged.`, anew);
    case 'unusable':
      return problem(`${path} cannot be used: ${fact.why}.`, `ls -l ${word}`);
  }
  if (fact.version > SCHEMA_VERSION) {
    return problem(
      `${path} was last written by a newer Sentinel (version ${fact.version}).`,
      'Update Sentinel.',
    );
  }
  const code = whyNotWritable(path);
  if (code) return problem(`${path} cannot be written to (${code}).`, `chmod u+rw ${word}`);
  return ok(`${path}: ${count(fact.sessions, 'session')}. ${RECORD}`);
}
