/**
 * The sandbox's own side door, for its lifecycle, its commands and tests: `/_sandbox/...`, guarded by the
 * token that lies in the home. AWS clients never come here.
 */
import { readFault } from '../faults/kinds.ts';
import type { SandboxControl } from '../sandbox-control.ts';
import type { HeldOpen, Reply } from './listen.ts';
import type { WireRequest } from './wire.ts';

export const CONTROL_PREFIX = '/_sandbox/';
export const TOKEN_HEADER = 'x-sandbox-token';

/** What the side door can do to the running sandbox. */
export interface Controls extends SandboxControl {
  /** Facts for `sandbox status`. */
  about(): Record<string, unknown>;
  /** A program uses the sandbox until its connection ends. */
  lease(): () => void;
  stop(): void;
}

type Body = Readonly<Record<string, unknown>>;
type Verb = (controls: Controls, body: Body, held: HeldOpen) => Reply;

const VERBS: Readonly<Record<string, Verb>> = {
  'GET ping': (controls) => reply(200, controls.about()),
  'GET lease': (controls, _, held) => {
    held.hold(controls.lease());
    return reply(200, {});
  },
  'GET faults': (controls) => reply(200, { faults: controls.faults() }),
  'GET calls': (controls) => reply(200, { calls: controls.calls() }),
  'POST clock': (controls, { offset }) => {
    if (typeof offset !== 'number') return reply(400, { error: 'offset: number' });
    controls.setClockOffset(offset);
    return reply(200, controls.about());
  },
  'POST reachable': (controls, { service, reachable }) => {
    controls.setReachable(String(service), reachable === true);
    return reply(200, controls.about());
  },
  'POST fault': (controls, body) => {
    const fault = readFault(body);
    if (typeof fault === 'string') return reply(400, { error: fault });
    controls.setFault(fault);
    return reply(200, { faults: controls.faults() });
  },
  'POST clear-faults': (controls) => {
    controls.clearFaults();
    return reply(200, { faults: controls.faults() });
  },
  'POST clear-calls': (controls) => {
    controls.clearCalls();
    return reply(200, {});
  },
  'POST token-life': (controls, { seconds }) => {
    if (typeof seconds !== 'number') return reply(400, { error: 'seconds: number' });
    controls.setTokenLife(seconds);
    return reply(200, {});
  },
  'POST new-key-delay': (controls, { milliseconds }) => {
    if (typeof milliseconds !== 'number') return reply(400, { error: 'milliseconds: number' });
    controls.setNewKeyDelay(milliseconds);
    return reply(200, {});
  },
  'POST sign-in': (controls, { user_code, person, deny }) => {
    if (typeof user_code !== 'string') return reply(400, { error: 'user_code: text' });
    const done =
      deny === true
        ? controls.denySignIn(user_code)
        : controls.approveSignIn(user_code, typeof person === 'string' ? person : undefined);
    return reply(done ? 200 : 404, {});
  },
  'POST mfa-code': (controls, { person }) => {
    const found = controls.mfaCode(String(person));
    return found
      ? reply(200, { code: found.code, seconds_left: found.secondsLeft })
      : reply(404, {});
  },
  'POST stop': (controls) => {
    setImmediate(() => controls.stop());
    return reply(200, {});
  },
};

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
  const name = `${request.method} ${request.path.slice(CONTROL_PREFIX.length)}`;
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  return verb ? verb(controls, readBody(request), held) : reply(404, { error: `no ${name}` });
}

function readBody(request: WireRequest): Body {
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8') || '{}');
    return typeof value === 'object' && value !== null ? (value as Body) : {};
  } catch {
    return {};
  }
}

function reply(status: number, value: Record<string, unknown>): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
