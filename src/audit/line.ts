import { createHash } from 'node:crypto';
import { jsonText } from '../terminal/json-text.ts';
import { inOrder } from './fields.ts';
import type { LogEntry, LogHead, LogLine } from './types.ts';

/** `prev` of the first line. */
export const NO_HASH = '0'.repeat(64);

/** What the log adds to an entry. */
export type LineFrame = Pick<LogLine, 'timestamp' | 'host' | 'pid' | 'seq' | 'prev' | 'set_aside'>;

/** A line as read back: what it states, and the hash its bytes really have. */
export interface ReadLine {
  readonly line: LogLine;
  readonly computed: string;
}

const TAIL = /,"hash":"([0-9a-f]{64})"\}$/;
const TAIL_LENGTH = ',"hash":""}'.length + 64;

/**
 * The line's bytes, with its newline: members in one order, whoever gave them. `hash` is the last member: SHA-256 over the bytes before
 * `,"hash"` plus `}`. Control, bidi and invisible characters are written as JSON escapes: the text
 * comes back unchanged, and a log that is printed as it is does nothing to the terminal.
 */
export function formatLine(entry: LogEntry, frame: LineFrame): { bytes: Buffer; head: LogHead } {
  const { timestamp, ...rest } = frame;
  const body = jsonText({ timestamp, ...inOrder(entry), ...rest }).slice(0, -1);
  const hash = hashOf(Buffer.from(body));
  return { bytes: Buffer.from(`${body},"hash":"${hash}"}\n`), head: { seq: frame.seq, hash } };
}

/** Reads one line (without its newline); null where it is no line of a decision log. */
export function readLine(bytes: Buffer): ReadLine | null {
  if (!TAIL.test(bytes.subarray(-TAIL_LENGTH).toString('latin1'))) return null;
  try {
    const line = JSON.parse(bytes.toString('utf8')) as LogLine;
    if (!Number.isSafeInteger(line.seq) || typeof line.prev !== 'string') return null;
    return { line, computed: hashOf(bytes.subarray(0, -TAIL_LENGTH)) };
  } catch {
    return null;
  }
}

function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).update('}').digest('hex');
}
