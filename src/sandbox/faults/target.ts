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
  const scope = readScope(request);
  const name = scope?.service ?? '';
  const target = { service: name, action: '', ...(scope && { region: scope.region }) };
  const service = serviceNamed(name);
  if (!service) return target;
  try {
    return { ...target, action: readAsked(service, request).action };
  } catch {
    return target;
  }
}
