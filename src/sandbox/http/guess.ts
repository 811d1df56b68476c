import type { Service } from '../cloud.ts';
import { serviceNamed } from '../services/table.ts';
import { sts } from '../sts/service.ts';
import type { WireRequest } from './wire.ts';

/** For a request whose signature names no service we have: one whose protocol its sender can read. */
export function guessService(request: WireRequest): Service {
  if (request.headers['x-amz-target'] !== undefined) return serviceNamed('ssm') ?? sts;
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  if (!form) return serviceNamed('s3') ?? sts;
  return sts;
}
