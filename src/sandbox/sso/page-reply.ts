import type { Reply } from '../http/listen.ts';

/** A page that no other site may frame, and that loads and runs nothing. */
export function html(
  status: number,
  body: string,
  more: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      // A form's answer may be sent on to the program that waits on this machine.
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      ...more,
    },
    body,
  };
}
