import type { LogEntry } from './types.ts';

/** An entry's members in the order in which every line has them: what is not named here is not written. */
export const FIELDS = [
  'event',
  'user',
  'principal_arn',
  'account',
  'profile',
  'role_arn',
  'mode',
  'effect',
  'rule',
  'rule_index',
  'matched',
  'reason',
  'overridden',
  'request_id',
  'source_identity',
  'stamped',
  'access_key_id',
  'region',
  'endpoint',
  'proxy',
  'ca_bundle',
  'duration',
  'expires_at',
  'justification',
  'reason_code',
  'ticket',
  'approved_request_id',
  'approvers',
  'breakglass_event_id',
  'renewal',
  'policy',
  'error',
] as const satisfies readonly (keyof LogEntry)[];

/** Members of an entry that the list above forgets; the next line is an error where there is one. */
type Forgotten = Exclude<keyof LogEntry, (typeof FIELDS)[number]>;
const complete: [Forgotten] extends [never] ? true : Forgotten = true;

/** The entry's members that a line may have, in their order. */
export function inOrder(entry: LogEntry): Partial<LogEntry> {
  return complete && Object.fromEntries(FIELDS.map((name) => [name, entry[name]]));
}
