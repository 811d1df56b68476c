/**
 * AWS's wire protocols: how a request names its action, and what an answer and a refusal look like.
 * Measured against AWS CLI 1.45, boto3 1.43 and the JavaScript SDK 3.1169: STS, IAM and RDS speak query,
 * EC2 its own dialect of it, SSM and CloudTrail JSON 1.1, S3 REST with XML.
 */
import type { Output, Service } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import type { WireAnswer, WireRequest } from './wire.ts';
import { xml } from './xml.ts';

export interface Asked {
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What the request asks for. @throws AwsFault for a body that is not the protocol's. */
export function readAsked(service: Service, request: WireRequest): Asked {
  if (service.protocol === 'json') return readJson(service, request);
  if (service.protocol === 's3') return readS3(request);
  const form = new URLSearchParams(request.body.toString('utf8'));
  const params = Object.fromEntries([...request.query, ...form]);
  return { action: params['Action'] ?? '', params };
}

/** The answer of an action in the service's form. */
export function render(service: Service, action: string, output: Output, id: string): WireAnswer {
  const ok = { status: 200, type: 'text/xml' };
  switch (service.protocol) {
    case 'json':
      return { status: 200, type: 'application/x-amz-json-1.1', body: JSON.stringify(output) };
    case 's3':
      return {
        status: 200,
        type: 'application/xml',
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Result xmlns="${service.namespace}">${xml(output)}</${action}Result>`,
      };
    case 'ec2':
      return {
        ...ok,
        body: `<${action}Response xmlns="${service.namespace}">${xml({ requestId: id, ...output })}</${action}Response>`,
      };
    case 'query':
      return {
        ...ok,
        body: `<${action}Response xmlns="${service.namespace}"><${action}Result>${xml(output)}</${action}Result>${xml({ ResponseMetadata: { RequestId: id } })}</${action}Response>`,
      };
  }
}

/** A refusal in the service's form. */
export function renderFault(service: Service, fault: AwsFault, id: string): WireAnswer {
  const { code, message, status } = fault;
  switch (service.protocol) {
    case 'json':
      return {
        status,
        type: 'application/x-amz-json-1.1',
        body: JSON.stringify({ __type: code, ...(message && { message }) }),
      };
    case 's3':
      return {
        status,
        type: 'application/xml',
        body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml({ Error: { Code: code, Message: message, RequestId: id, HostId: id } })}`,
      };
    case 'ec2':
      return {
        status,
        type: 'text/xml',
        body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml({ Response: { Errors: { Error: { Code: code, Message: message } }, RequestID: id } })}`,
      };
    case 'query':
      return {
        status,
        type: 'text/xml',
        body: `<ErrorResponse xmlns="${service.namespace}">${xml({ Error: { Type: status >= 500 ? 'Receiver' : 'Sender', Code: code, Message: message }, RequestId: id })}</ErrorResponse>`,
      };
  }
}

/** The refusal of an action that AWS, or the sandbox, does not have. */
export function unknownAction(service: Service, asked: Asked): AwsFault {
  if (service.protocol === 'json') return new AwsFault('UnknownOperationException', '');
  if (service.protocol === 's3') {
    return new AwsFault(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      501,
    );
  }
  const version = String(asked.params['Version'] ?? 'NO_VERSION_SPECIFIED');
  return new AwsFault(
    'InvalidAction',
    `Could not find operation ${asked.action} for version ${version}`,
  );
}

/**
 * A query names the version of the API that it speaks; an operation exists in its version alone.
 * @throws AwsFault InvalidAction; EC2 has words of its own.
 */
export function checkVersion(service: Service, asked: Asked): void {
  if (service.protocol !== 'query' && service.protocol !== 'ec2') return;
  const version = asked.params['Version'];
  if (version === service.namespace.split('/').at(-2)) return;
  if (service.protocol === 'query') throw unknownAction(service, asked);
  throw version === undefined
    ? new AwsFault('MissingParameter', 'The request must contain the parameter Version')
    : new AwsFault('NoSuchVersion', `The requested version (${version}) is not valid.`);
}

function readJson(service: Service, request: WireRequest): Asked {
  const [prefix, action = ''] = splitTarget(request.headers['x-amz-target'] ?? '');
  if (prefix !== service.namespace) return { action: '', params: {} };
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8') || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { action, params: value as Record<string, unknown> };
    }
  } catch {
    // falls through to the refusal
  }
  throw new AwsFault(
    'SerializationException',
    'Start of structure or map found where not expected.',
  );
}

function splitTarget(target: string): [string, string?] {
  const dot = target.lastIndexOf('.');
  return dot < 0 ? [target] : [target.slice(0, dot), target.slice(dot + 1)];
}

/** S3's actions are a method, a path and the names in the query; the sandbox has the two that read. */
function readS3(request: WireRequest): Asked {
  const bucket = decodeURIComponent(request.path.slice(1).replace(/\/$/, ''));
  const params = { ...Object.fromEntries(request.query), Bucket: bucket };
  if (request.method !== 'GET' || bucket.includes('/')) return { action: '', params };
  if (bucket === '') return { action: 'ListAllMyBuckets', params };
  return { action: request.query.get('list-type') === '2' ? 'ListBucket' : '', params };
}
