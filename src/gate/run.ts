/** One issue under way: what every step of it needs. */
import type { DecisionLog } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Decided } from './decide.ts';
import { decisionEntry, type IssueFacts } from './entries.ts';
import type { Look } from './look.ts';
import type { IssueRequest } from './types.ts';

export interface Run {
  readonly ctx: Context;
  readonly request: IssueRequest;
  readonly seen: Look;
  readonly decided: Decided;
  readonly log: DecisionLog;
  readonly signal: AbortSignal;
  /** Writes this request's one decision line: let through with these facts, or refused for this reason. */
  record(facts: IssueFacts | null, refused?: string): Promise<void>;
  /** Whether that line has been written, or could not be. */
  readonly recorded: boolean;
}

/** A decision is logged once, with what came of it: its own issue, a session that is reused, a refusal. */
export function startRun(about: Omit<Run, 'record' | 'recorded'>): Run {
  let recorded = false;
  return {
    ...about,
    async record(facts, refused) {
      if (recorded) throw new Error('the decision of this request is in the log already');
      recorded = true;
      await about.log.append(decisionEntry(about.seen.assessment, facts, refused));
    },
    get recorded() {
      return recorded;
    },
  };
}
