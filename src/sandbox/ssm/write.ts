/** PutParameter, DeleteParameter, DeleteParameters. */
import { type Call, type Output, text } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import { checkNewName, shelfOf, validation } from './names.ts';
import {
  deleteParameter,
  readParameter,
  type StoredParameter,
  writeParameter,
} from './parameters.ts';
import { nameList } from './read.ts';

/** Characters a parameter holds (Systems Manager quotas). */
const LIMITS = { Standard: 4096, Advanced: 8192 } as const;
const DOCS =
  'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html';

export function putParameter(call: Call): Output {
  textsOnly(call, ['Name', 'Value', 'Type', 'Tier', 'DataType', 'Description', 'KeyId']);
  const name = text(call, 'Name') ?? '';
  const value = text(call, 'Value') ?? '';
  const overwrite = call.params['Overwrite'] === true;
  call.trail.requestParameters = { name, type: text(call, 'Type'), overwrite };
  checkNewName(name);
  if (/\{\{(ssm:|.*\}\})/.test(value)) {
    throw validation(
      'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.',
    );
  }
  const before = readParameter(call.cloud.store, shelfOf(call), name);
  if (before && !overwrite) {
    throw new AwsFault(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  const type = readType(call, before);
  const keyId = readKey(call, type);
  const description = text(call, 'Description') ?? before?.description;
  const parameter: StoredParameter = {
    name,
    value,
    type,
    tier: readTier(call, value, before),
    version: (before?.version ?? 0) + 1,
    dataType: text(call, 'DataType') ?? 'text',
    modifiedAt: call.now,
    modifiedBy: call.caller.arn,
    ...(description !== undefined && { description }),
    ...(keyId !== null && { keyId }),
  };
  writeParameter(call.cloud.store, shelfOf(call), parameter);
  return { Tier: parameter.tier, Version: parameter.version };
}

export function deleteOne(call: Call): Output {
  const name = text(call, 'Name') ?? '';
  call.trail.requestParameters = { name };
  if (!deleteParameter(call.cloud.store, shelfOf(call), name)) {
    throw new AwsFault('ParameterNotFound', '');
  }
  return {};
}

export function deleteMany(call: Call): Output {
  const names = nameList(call);
  call.trail.requestParameters = { names };
  const gone = names.filter((name) => deleteParameter(call.cloud.store, shelfOf(call), name));
  return {
    DeletedParameters: gone,
    InvalidParameters: names.filter((name) => !gone.includes(name)),
  };
}

/** JSON's types are the API's: AWS turns no number into a text. */
function textsOnly(call: Call, names: readonly string[]): void {
  for (const name of names) {
    const value = call.params[name];
    if (value === undefined || value === null || typeof value === 'string') continue;
    if (typeof value === 'object') {
      throw new AwsFault(
        'SerializationException',
        `Start of ${Array.isArray(value) ? 'list' : 'structure or map'} found where not expected.`,
      );
    }
    const kind = typeof value === 'number' ? 'NUMBER' : String(value).toUpperCase();
    throw new AwsFault('SerializationException', `${kind}_VALUE cannot be converted to String`);
  }
}

function readType(call: Call, before: StoredParameter | null): StoredParameter['type'] {
  const type = text(call, 'Type') ?? before?.type;
  if (type === 'String' || type === 'StringList' || type === 'SecureString') return type;
  if (type === undefined) {
    throw validation('A parameter type is required when you create a parameter.');
  }
  throw validation(
    `1 validation error detected: Value '${type}' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [SecureString, StringList, String]`,
  );
}

/**
 * The key a SecureString is sealed with: the one named, else the account's own for SSM, also where the
 * version before had another (PutParameter, KeyId). Null for other types.
 */
function readKey(call: Call, type: StoredParameter['type']): string | null {
  const asked = text(call, 'KeyId');
  if (type !== 'SecureString') {
    if (asked === undefined) return null;
    throw validation('KeyId is not required for String or StringList type parameters.');
  }
  if (asked === undefined) return 'alias/aws/ssm';
  if (!/^([a-zA-Z0-9:/_-]+)$/.test(asked)) {
    throw validation(
      `1 validation error detected: Value '${asked}' at 'keyId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([a-zA-Z0-9:/_-]+)$`,
    );
  }
  return asked;
}

function readTier(
  call: Call,
  value: string,
  before: StoredParameter | null,
): StoredParameter['tier'] {
  const asked = text(call, 'Tier') ?? before?.tier ?? 'Standard';
  const length = [...value].length;
  if (length === 0) {
    throw validation(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  }
  if (length > LIMITS.Advanced) {
    throw validation(
      `Advanced tier parameters support a maximum parameter value of ${LIMITS.Advanced} characters. For more information, see ${DOCS}`,
    );
  }
  if (asked === 'Intelligent-Tiering') {
    return length > LIMITS.Standard || before?.tier === 'Advanced' ? 'Advanced' : 'Standard';
  }
  if (asked === 'Advanced') return 'Advanced';
  if (asked !== 'Standard') {
    throw validation(
      `1 validation error detected: Value '${asked}' at 'tier' failed to satisfy constraint: Member must satisfy enum value set: [Standard, Advanced, Intelligent-Tiering]`,
    );
  }
  if (before?.tier === 'Advanced') {
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    );
  }
  if (length > LIMITS.Standard) {
    throw validation(
      `Standard tier parameters support a maximum parameter value of ${LIMITS.Standard} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see ${DOCS}`,
    );
  }
  return 'Standard';
}
