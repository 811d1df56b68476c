/** GetParameter, GetParameters, GetParametersByPath, GetParameterHistory. */
import { type Call, type Output, text } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import { parameterArn, shelfOf, splitName, validation } from './names.ts';
import { parametersUnder, readParameter, type StoredParameter, versionsOf } from './parameters.ts';

export function getParameter(call: Call): Output {
  const asked = splitName(call, text(call, 'Name') ?? '');
  call.trail.requestParameters = { name: asked.name, withDecryption: decrypts(call) };
  return { Parameter: render(call, mustRead(call, asked), asked.selector) };
}

export function getParameters(call: Call): Output {
  const names = nameList(call);
  call.trail.requestParameters = { names, withDecryption: decrypts(call) };
  const found: unknown[] = [];
  const invalid: string[] = [];
  for (const name of names) {
    const asked = splitName(call, name);
    const parameter = readParameter(call.cloud.store, shelfOf(call), asked.name, asked.version);
    if (parameter) found.push(render(call, parameter, asked.selector));
    else invalid.push(name);
  }
  return { Parameters: found, InvalidParameters: invalid };
}

export function getParametersByPath(call: Call): Output {
  const path = text(call, 'Path') ?? '';
  if (!path.startsWith('/')) {
    throw validation(
      'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/".',
    );
  }
  const most = pageSize(call, 10);
  const recursive = call.params['Recursive'] === true;
  call.trail.requestParameters = { path, recursive, withDecryption: decrypts(call) };
  const folder = path.endsWith('/') ? path : `${path}/`;
  const all = parametersUnder(call.cloud.store, shelfOf(call), folder).filter(
    (one) => recursive || !one.name.slice(folder.length).includes('/'),
  );
  const from = readToken(call);
  const page = all.filter((one) => one.name > from).slice(0, most);
  const last = page.at(-1)?.name;
  const more = last !== undefined && all.some((one) => one.name > last);
  return {
    Parameters: page.map((one) => render(call, one)),
    ...(more && { NextToken: Buffer.from(`after:${last}`).toString('base64') }),
  };
}

/** Every version that is kept, the oldest first, fifty a page. */
export function getParameterHistory(call: Call): Output {
  const name = text(call, 'Name') ?? '';
  const most = pageSize(call, 50);
  call.trail.requestParameters = { name, withDecryption: decrypts(call) };
  const all = versionsOf(call.cloud.store, shelfOf(call), splitName(call, name).name);
  if (all.length === 0) throw new AwsFault('ParameterNotFound', '');
  const from = Number(readToken(call) || 0);
  const page = all.filter(({ version }) => version > from).slice(0, most);
  const last = page.at(-1)?.version;
  const more = last !== undefined && last !== all.at(-1)?.version;
  return {
    Parameters: page.map((one) => renderVersion(call, one)),
    ...(more && { NextToken: Buffer.from(`after:${last}`).toString('base64') }),
  };
}

/** @param limit what the action gives at most, and where nobody asks for less. */
function pageSize(call: Call, limit: number): number {
  const most = Number(text(call, 'MaxResults') ?? limit);
  if (Number.isInteger(most) && most >= 1 && most <= limit) return most;
  throw validation(
    `1 validation error detected: Value '${most}' at 'maxResults' failed to satisfy constraint: Member must have value ${most < 1 ? 'greater than or equal to 1' : `less than or equal to ${limit}`}`,
  );
}

export function nameList(call: Call): string[] {
  const names = call.params['Names'];
  if (!Array.isArray(names) || names.length < 1 || names.length > 10) {
    throw validation(
      "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to 10, Member must have length greater than or equal to 1",
    );
  }
  return names.map(String);
}

function mustRead(call: Call, asked: ReturnType<typeof splitName>): StoredParameter {
  const { store } = call.cloud;
  const parameter = readParameter(store, shelfOf(call), asked.name, asked.version);
  if (parameter) return parameter;
  if (asked.version !== undefined && readParameter(store, shelfOf(call), asked.name)) {
    throw new AwsFault(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${asked.version} of ${asked.name}. Verify the version and try again.`,
    );
  }
  // AWS sends this one without a text.
  throw new AwsFault('ParameterNotFound', '');
}

function render(call: Call, one: StoredParameter, selector?: string): Record<string, unknown> {
  const sealed = one.type === 'SecureString' && !decrypts(call);
  return {
    ARN: parameterArn(call, one.name),
    DataType: one.dataType,
    LastModifiedDate: one.modifiedAt / 1000,
    Name: one.name,
    ...(selector !== undefined && { Selector: selector }),
    Type: one.type,
    Value: sealed ? sealedValue(one) : one.value,
    Version: one.version,
  };
}

function renderVersion(call: Call, one: StoredParameter): Record<string, unknown> {
  const { keyId, description } = one;
  const account = call.caller.account;
  return {
    DataType: one.dataType,
    ...(description !== undefined && { Description: description }),
    ...(keyId !== undefined && { KeyId: keyId }),
    Labels: [],
    LastModifiedDate: one.modifiedAt / 1000,
    LastModifiedUser: one.modifiedBy ?? `arn:aws:iam::${account}:root`,
    Name: one.name,
    Policies: [],
    Tier: one.tier,
    Type: one.type,
    Value: one.type === 'SecureString' && !decrypts(call) ? sealedValue(one) : one.value,
    Version: one.version,
  };
}

/** Without decryption AWS gives KMS's blob; ours says as little. */
function sealedValue(one: StoredParameter): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const digest = createHash('sha256').update(`${one.name}:${one.version}:${one.value}`).digest();
  return `AQICAHh${Buffer.concat([digest, digest]).toString('base64')}`;
}

function decrypts(call: Call): boolean {
  return call.params['WithDecryption'] === true;
}

function readToken(call: Call): string {
  const token = text(call, 'NextToken');
  if (token === undefined) return '';
  const name = Buffer.from(token, 'base64').toString();
  if (!name.startsWith('after:')) {
    throw new AwsFault('InvalidNextToken', 'The specified token is not valid.');
  }
  return name.slice('after:'.length);
}
