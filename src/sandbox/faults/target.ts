import { readScope } from '../http/authenticate.ts';
import { readAsked } from '../http/protocols.ts';
import type { WireRequest } from '../http/wire.ts';
import { serviceNamed } from '../services/table.ts';
import { restAction } from '../sso/routes.ts';
import type { Target } from './board.ts';

/** Which service and action a request is for, unchecked. */
export function targetOf(request: WireRequest): Target {
  const rest = restAction(request);
  if (rest) return { service: rest.service, action: rest.name };
  const name = readScope(request)?.service ?? '';
  const service = serviceNamed(name);
  if (!service) return { service: name, action: '' };
  try {
    return { service: name, action: readAsked(service, request).action };
  } catch {
    return { service: name, action: '' };
  }
}
