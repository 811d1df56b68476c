/**
 * An HTTP/1.1 answer out of bytes (RFC 9112). Pure, and strict: what leaves any doubt about where the
 * answer ends, or is not of this form, is none.
 */

/** Far above any answer that is asked for; stops one that does not end. */
export const MOST_BYTES = 4 * 1024 * 1024;
const MOST_HEAD = 64 * 1024;
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const NEW_LINE = Buffer.from('\r\n');

export interface Answered {
  readonly status: number;
  /** By lower-case name; of several of a name, joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The answer, once all of it is there; null: more is to come.
 * @param bytes what has come so far.
 * @param ended whether the connection has been closed behind them.
 * @throws Error where it can be no answer any more.
 */
export function readAnswer(bytes: Buffer, ended: boolean): Answered | null {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end > MOST_HEAD || (end < 0 && bytes.length > MOST_HEAD))
    throw broken('its head is too long');
  if (end < 0) return ended ? cutOff() : null;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = /^HTTP\/1\.[01] ([2-5]\d\d)(?: [^\r\n]*)?$/.exec(first)?.[1];
  if (status === undefined) throw broken('it does not begin as one');
  const headers = headersOf(lines);
  const rest = bytes.subarray(end + END_OF_HEAD.length);
  const body = status === '204' || status === '304' ? rest : bodyOf(headers, rest, ended);
  if (body === null) return ended ? cutOff() : null;
  return { status: Number(status), headers, body: body.toString('utf8') };
}

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([^\r\n\0]*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw broken('a header is none');
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  return headers;
}

/** Null: not all of it is there. */
function bodyOf(headers: Record<string, string>, rest: Buffer, ended: boolean): Buffer | null {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  if (encoding !== undefined) {
    if (length !== undefined || encoding.toLowerCase() !== 'chunked') {
      throw broken('its length is told in two ways, or in one that is not known');
    }
    return unchunked(rest);
  }
  if (length === undefined) return ended ? rest : null;
  if (!/^\d{1,10}$/.test(length)) throw broken('its length is no number');
  const size = Number(length);
  if (size > MOST_BYTES) throw broken('it is too long');
  if (rest.length > size) throw broken('it is longer than it says');
  return rest.length === size ? rest : null;
}

/** Chunks put together, without their trailers; null: the last has not come. */
function unchunked(rest: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = rest.indexOf(NEW_LINE, at);
    if (line < 0) {
      if (rest.length - at > 1024) throw broken('a chunk does not begin as one');
      return null;
    }
    const size = /^([0-9a-fA-F]{1,7})[ \t]*(?:;[^\r\n]*)?$/.exec(
      rest.toString('latin1', at, line),
    )?.[1];
    if (size === undefined) throw broken('a chunk does not begin as one');
    const from = line + NEW_LINE.length;
    const to = from + Number.parseInt(size, 16);
    if (to === from) return trailed(rest, from) ? Buffer.concat(parts) : null;
    if (rest.length < to + NEW_LINE.length) return null;
    if (!rest.subarray(to, to + NEW_LINE.length).equals(NEW_LINE))
      throw broken('a chunk is longer than it says');
    parts.push(rest.subarray(from, to));
    at = to + NEW_LINE.length;
  }
}

/** Whether the trailers behind the last chunk have ended, which must be the end of all. */
function trailed(rest: Buffer, from: number): boolean {
  const behind = rest.subarray(from);
  const end = behind.subarray(0, 2).equals(NEW_LINE)
    ? NEW_LINE.length
    : behind.indexOf(END_OF_HEAD) + END_OF_HEAD.length;
  if (end < END_OF_HEAD.length && end !== NEW_LINE.length) return false;
  if (behind.length > end) throw broken('something stands behind its end');
  return true;
}

function cutOff(): never {
  throw new Error('the answer was cut off');
}

function broken(why: string): Error {
  return new Error(`the answer is not one of HTTP: ${why}`);
}
