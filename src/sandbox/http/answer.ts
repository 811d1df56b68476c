/** One AWS call from end to end: who, what, allowed or not, done, recorded, answered. */
import type { Call, Cloud, Service } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import { refusal } from '../iam/authorise.ts';
import { mayCallService } from '../iam/session-limits.ts';
import { noteUse } from '../services/last-use.ts';
import { serviceNamed } from '../services/table.ts';
import { makeEvent, sharedEvent } from '../trail/event.ts';
import { record } from '../trail/journal.ts';
import { authFault } from './auth-faults.ts';
import { authenticate, readScope } from './authenticate.ts';
import { guessService } from './guess.ts';
import {
  type Asked,
  checkVersion,
  readAsked,
  render,
  renderFault,
  unknownAction,
} from './protocols.ts';
import type { WireAnswer, WireRequest } from './wire.ts';

export interface Answered extends WireAnswer {
  readonly requestId: string;
}

/** Never throws for what a client did; a bug of ours becomes AWS's InternalFailure (500). */
export async function answer(cloud: Cloud, request: WireRequest): Promise<Answered> {
  const requestId = uuid(cloud);
  const scope = readScope(request);
  const service = (scope && serviceNamed(scope.service)) ?? guessService(request);
  try {
    if (!scope) {
      const sent = request.headers['authorization'] !== undefined;
      throw authFault(
        service,
        sent
          ? {
              kind: 'incomplete',
              text: 'Authorization header is not a Signature Version 4 header.',
            }
          : { kind: 'missing' },
      );
    }
    if (service.name !== scope.service) throw notHere(service, scope.service);
    const caller = await authenticate(cloud, service, request, scope);
    if (!mayCallService(service.name, caller)) throw authFault(service, { kind: 'unknown-key' });
    if (!caller.temporary) {
      const use = { at: cloud.now(), service: service.name, region: scope.region };
      noteUse(cloud.store, caller.accessKeyId, use);
    }
    const asked = readAsked(service, request);
    checkVersion(service, asked);
    const call: Omit<Call, 'params'> = {
      cloud,
      caller,
      region: scope.region,
      now: cloud.now(),
      sourceIp: request.sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
      requestId,
      trail: {},
    };
    return { ...perform(service, call, asked), requestId };
  } catch (error) {
    const fault = error instanceof AwsFault ? error : internal(error);
    return { ...renderFault(service, fault, requestId), requestId };
  }
}

/** One call of a known caller: judged, done, recorded. @throws AwsFault */
export function perform(service: Service, about: Omit<Call, 'params'>, asked: Asked): WireAnswer {
  const action = service.actions[asked.action];
  if (!action) throw unknownAction(service, asked);
  const call: Call = { ...about, params: asked.params };
  const done = { name: asked.action, readOnly: action.readOnly };
  try {
    if (!action.unchecked) {
      const permission = `${service.name}:${asked.action}`;
      for (const resource of action.resources?.(call) ?? ['*']) {
        const denied = refusal(call, permission, resource);
        if (denied) throw shaped(service, denied);
      }
    }
    const output = action.run(call);
    journal(call, service, done, null);
    return render(service, asked.action, output, call.requestId);
  } catch (error) {
    const fault = error instanceof AwsFault ? error : internal(error);
    journal(call, service, done, fault);
    throw fault;
  }
}

/** Writes the event, for both accounts where a role of another one was assumed. */
function journal(
  call: Call,
  service: Service,
  action: { name: string; readOnly: boolean },
  fault: AwsFault | null,
): void {
  const { caller } = call;
  const { store } = call.cloud;
  const event = makeEvent(call, service, action, fault, uuid(call.cloud));
  const username = caller.sessionName ?? caller.userName ?? null;
  record(store, event, { username, accessKeyId: caller.accessKeyId });
  for (const { account } of fault ? [] : (call.trail.resources ?? [])) {
    if (account === caller.account) continue;
    const shared = sharedEvent(event, caller, account, uuid(call.cloud));
    record(store, shared, { username: null, accessKeyId: null });
  }
}

/** Access refused, under the code and status that the protocol has for it. */
function shaped(service: Service, denied: AwsFault): AwsFault {
  if (service.protocol === 'json')
    return new AwsFault('AccessDeniedException', denied.message, 400);
  if (service.protocol === 'ec2') {
    return new AwsFault(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${denied.message}`,
      403,
    );
  }
  return denied;
}

function notHere(shape: Service, name: string): AwsFault {
  return new AwsFault(
    shape.protocol === 'json' ? 'UnknownOperationException' : 'InvalidAction',
    `The sandbox does not have the service ${name}.`,
  );
}

function internal(error: unknown): AwsFault {
  // The text goes to the client of a sandbox on the same machine: it helps, and holds no secret.
  return new AwsFault('InternalFailure', `The sandbox failed: ${String(error)}`, 500);
}

function uuid(cloud: Cloud): string {
  const hex = Buffer.from(cloud.random(16)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
