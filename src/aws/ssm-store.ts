/** What is written to Parameter Store, over the AWS SDK. Loaded when it is first asked for. */
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  PutParameterCommand,
  type ParameterHistory as SdkVersion,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AwsError, type AwsOptions, type ParameterVersion, type SsmStore } from './api.ts';
import { answer, watchDate } from './call.ts';
import type { Transport } from './transport.ts';

/** AWS keeps a hundred versions, and gives at most fifty a page. */
const MOST_PAGES = 20;
const AT_THE_WIRE = { step: 'deserialize', priority: 'low', name: 'sentinelDate' } as const;

/** A client for these keys in this region. */
export function makeSsmStore(options: AwsOptions, link: Transport): SsmStore {
  const client = new SSMClient(link.settings('ssm', options));
  const about = (action: string, signal: AbortSignal | undefined) =>
    ({ service: 'ssm', action, options, link, signal }) as const;
  const stop = (signal: AbortSignal | undefined) => (signal ? { abortSignal: signal } : {});
  return {
    readParameter: (name, version, signal) =>
      answer(about('GetParameter', signal), async (seen) => {
        const Name = version === undefined ? name : `${name}:${version}`;
        const command = new GetParameterCommand({ Name, WithDecryption: true });
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        const out = await client.send(command, stop(signal)).catch(absent);
        if (out === null) return null;
        const { Name: named, Value: value, Version: number, Type: type } = out.Parameter ?? {};
        if (!named || value === undefined || !number || !type) throw incomplete('GetParameter');
        return { name, value, version: number, type };
      }),
    parameterHistory: (name, signal) =>
      answer(about('GetParameterHistory', signal), async (seen) => {
        const found: ParameterVersion[] = [];
        let token: string | undefined;
        for (let page = 0; page < MOST_PAGES; page++) {
          const asked = { Name: name, MaxResults: 50, ...(token && { NextToken: token }) };
          const command = new GetParameterHistoryCommand(asked);
          command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
          const out = await client.send(command, stop(signal)).catch(absent);
          found.push(...(out?.Parameters ?? []).map(asVersion));
          token = out?.NextToken;
          if (!token) return found.sort((a, b) => a.version - b.version);
        }
        throw incomplete('GetParameterHistory');
      }),
    putParameter: (input, signal) =>
      answer(about('PutParameter', signal), async (seen) => {
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
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        const { Version: version } = await client.send(command, stop(signal));
        if (!version) throw incomplete('PutParameter');
        return { version };
      }),
    deleteParameter: (name, signal) =>
      answer(about('DeleteParameter', signal), async (seen) => {
        const command = new DeleteParameterCommand({ Name: name });
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        await client.send(command, stop(signal));
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
  if (!one.Version || !one.Type) throw incomplete('GetParameterHistory');
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

function incomplete(action: string): AwsError {
  const message = 'the answer is not complete';
  return new AwsError({ service: 'ssm', action, code: 'InvalidResponse', message, status: 502 });
}
