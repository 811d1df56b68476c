/**
 * The sandbox's own side door, for its lifecycle and for tests: `/_sandbox/...`, guarded by the token
 * that lies in the home. AWS clients never come here.
 */
import type { HeldOpen, Reply } from './listen.ts';
import type { WireRequest } from './wire.ts';

export const CONTROL_PREFIX = '/_sandbox/';
export const TOKEN_HEADER = 'x-sandbox-token';

/** What the side door can do to the running sandbox. */
export interface Controls {
  /** Facts for `sandbox status`. */
  about(): Record<string, unknown>;
  /** Milliseconds added to the machine's time to give AWS's. */
  setClockOffset(milliseconds: number): void;
  setReachable(service: string, reachable: boolean): void;
  /** A program uses the sandbox until its connection ends. */
  lease(): () => void;
  stop(): void;
}

/** Answers a control request; null where it is not one. */
export function control(
  controls: Controls,
  token: string,
  request: WireRequest,
  held: HeldOpen,
): Reply | null {
  if (!request.path.startsWith(CONTROL_PREFIX)) return null;
  const { timingSafeEqual } = process.getBuiltinModule('node:crypto');
  const given = Buffer.from(request.headers[TOKEN_HEADER] ?? '');
  const wanted = Buffer.from(token);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return reply(403, {});
  const verb = `${request.method} ${request.path.slice(CONTROL_PREFIX.length)}`;
  const body = readBody(request);
  switch (verb) {
    case 'GET ping':
      return reply(200, controls.about());
    case 'GET lease':
      held.hold(controls.lease());
      return reply(200, {});
    case 'POST clock':
      if (typeof body['offset'] !== 'number') return reply(400, { error: 'offset: number' });
      controls.setClockOffset(body['offset']);
      return reply(200, controls.about());
    case 'POST reachable':
      controls.setReachable(String(body['service']), body['reachable'] === true);
      return reply(200, controls.about());
    case 'POST stop':
      setImmediate(() => controls.stop());
      return reply(200, {});
    default:
      return reply(404, { error: `no ${verb}` });
  }
}

function readBody(request: WireRequest): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8') || '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function reply(status: number, value: Record<string, unknown>): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
