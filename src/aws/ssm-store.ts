/** What is written to Parameter Store, over the AWS SDK. Loaded when it is first asked for. */
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  PutParameterCommand,
  type ParameterHistory as SdkVersion,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { AwsOptions, ParameterVersion, SsmStore } from './api.ts';
import { incomplete } from './aws-error.ts';
import { sdkCall } from './call.ts';
import type { Transport } from './transport.ts';

/** AWS keeps a hundred versions, and gives at most fifty a page. */
const MOST_PAGES = 20;

/** A client for these keys in this region. */
export function makeSsmStore(options: AwsOptions, link: Transport): SsmStore {
  const client = new SSMClient(link.settings('ssm', options));
  const about = (action: string, signal: AbortSignal | undefined) =>
    ({ service: 'ssm', action, options, link, signal }) as const;
  return {
    readParameter: (name, version, signal) =>
      sdkCall(client, about('GetParameter', signal), async (send) => {
        const Name = version === undefined ? name : `${name}:${version}`;
        const command = new GetParameterCommand({ Name, WithDecryption: true });
        const out = await send(command).catch(absent);
        if (out === null) return null;
        const { Name: named, Value: value, Version: number, Type: type } = out.Parameter ?? {};
        if (!named || value === undefined || !number || !type)
          throw incomplete('ssm', 'GetParameter');
        return { name, value, version: number, type };
      }),
    parameterHistory: (name, signal) =>
      sdkCall(client, about('GetParameterHistory', signal), async (send) => {
        const found: ParameterVersion[] = [];
        let token: string | undefined;
        for (let page = 0; page < MOST_PAGES; page++) {
          const asked = { Name: name, MaxResults: 50, ...(token && { NextToken: token }) };
          const command = new GetParameterHistoryCommand(asked);
          const out = await send(command).catch(absent);
          found.push(...(out?.Parameters ?? []).map(asVersion));
          token = out?.NextToken;
          if (!token) return found.sort((a, b) => a.version - b.version);
        }
        throw incomplete('ssm', 'GetParameterHistory');
      }),
    putParameter: (input, signal) =>
      sdkCall(client, about('PutParameter', signal), async (send) => {
        const { name, value, type, tier, keyId, description, overwrite } = input;
        const command = new PutParameterCommand({
          Name: name,
          Value: value,
          Type: type,
          Overwrite: overwrite,
          ...(tier !== undefined && { Tier: tier }),
          ...(keyId !== undefined && { KeyId: keyId }),
          ...(description !== undefined && { Description: description }),
        });
        const { Version: version } = await send(command);
        if (!version) throw incomplete('ssm', 'PutParameter');
        return { version };
      }),
    deleteParameter: (name, signal) =>
      sdkCall(client, about('DeleteParameter', signal), async (send) => {
        const command = new DeleteParameterCommand({ Name: name });
        await send(command);
        return null;
      }),
  };
}

/** That there is nothing of this name is an answer. */
function absent(error: unknown): null {
  const { name } = error as { name?: string };
  if (name === 'ParameterNotFound' || name === 'ParameterVersionNotFound') return null;
  throw error;
}

function asVersion(one: SdkVersion): ParameterVersion {
  if (!one.Version || !one.Type) throw incomplete('ssm', 'GetParameterHistory');
  return {
    version: one.Version,
    type: one.Type,
    tier: one.Tier === 'Standard' || one.Tier === 'Advanced' ? one.Tier : null,
    keyId: one.KeyId ?? null,
    description: one.Description ?? null,
    modifiedAt: one.LastModifiedDate?.getTime() ?? null,
    modifiedBy: one.LastModifiedUser ?? null,
  };
}
