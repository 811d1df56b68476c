import { errorCode } from '../../files/error-code.ts';
import { ANSWER_MS } from '../run-program.ts';

/** A vault of thousands of items is listed in less. */
const MOST_BYTES = 4 * 1024 * 1024;

export type Answer =
  | { readonly status: number; readonly json: unknown }
  /** `slow`, or a few words that hold nothing of what was sent. */
  | { readonly trouble: string };

/**
 * One request, which is over after ANSWER_MS, answer and all. Follows nobody elsewhere: a redirect would
 * take the token with it. Never throws.
 */
export async function request(
  base: URL,
  about: {
    readonly method: string;
    readonly path: string;
    readonly token: string;
    readonly body?: unknown;
  },
): Promise<Answer> {
  const secure = base.protocol === 'https:';
  // `import` from node:http would load a fetch that nobody needs.
  const http = secure
    ? process.getBuiltinModule('node:https')
    : process.getBuiltinModule('node:http');
  const url = new URL(base.pathname.replace(/\/+$/, '') + about.path, base);
  const body = about.body === undefined ? undefined : JSON.stringify(about.body);
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    const { status, text } = await new Promise<{ status: number; text: string }>((done, failed) => {
      const sent = http.request(url, {
        method: about.method,
        signal,
        agent: false,
        // Said, since NODE_TLS_REJECT_UNAUTHORIZED=0 would count where nothing is.
        ...(secure && { rejectUnauthorized: true }),
        headers: {
          authorization: `Bearer ${about.token}`,
          accept: 'application/json',
          'user-agent': 'sentinel',
          ...(body !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          }),
        },
      });
      sent.on('error', failed);
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('error', failed);
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MOST_BYTES) sent.destroy(new Error('endless'));
          else chunks.push(chunk);
        });
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          done({ status: response.statusCode ?? 0, text });
        });
      });
      sent.end(body);
    });
    const json = parse(text);
    if (json === undefined && status < 400) return { trouble: 'its answer is not JSON' };
    return { status, json };
  } catch (error) {
    if (signal.aborted) return { trouble: 'slow' };
    if (error instanceof Error && error.message === 'endless') {
      return { trouble: 'its answer does not end' };
    }
    return { trouble: errorCode(error) ?? 'the connection broke' };
  }
}

/** Null: it was empty. Undefined: it is something else. */
function parse(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
