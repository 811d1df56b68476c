/** SSM Parameter Store over the AWS SDK. Loaded by the factory when it is first asked for. */
import {
  GetParameterCommand,
  GetParametersByPathCommand,
  type Parameter as SdkParameter,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AwsError, type AwsOptions, type Parameter, type Ssm } from './api.ts';
import { answer, watchDate } from './call.ts';
import type { Transport } from './transport.ts';

/** More pages than any policy has; stops a service that always names one more. */
const MOST_PAGES = 100;

/** A client for these keys in this region. */
export function makeSsm(options: AwsOptions, link: Transport): Ssm {
  const about = (action: string, signal: AbortSignal | undefined) =>
    ({ service: 'ssm', action, options, link, signal }) as const;
  const client = new SSMClient(link.settings('ssm', options));
  return {
    getParameter: (name, signal) =>
      answer(about('GetParameter', signal), async (seen) => {
        const command = new GetParameterCommand({ Name: name, WithDecryption: true });
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        const out = await client.send(command, sendOptions(signal));
        return asParameter(out.Parameter, 'GetParameter');
      }),
    getParametersByPath: (path, signal) =>
      answer(about('GetParametersByPath', signal), async (seen) => {
        const found: Parameter[] = [];
        let token: string | undefined;
        for (let page = 0; page < MOST_PAGES; page++) {
          const command = new GetParametersByPathCommand({
            // The last slash is ours; AWS takes the path without it.
            Path: path.replace(/(?<=.)\/$/, ''),
            Recursive: true,
            WithDecryption: true,
            ...(token && { NextToken: token }),
          });
          command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
          const out = await client.send(command, sendOptions(signal));
          for (const one of out.Parameters ?? []) {
            const parameter = asParameter(one, 'GetParametersByPath');
            if (parameter.name.startsWith(path)) found.push(parameter);
          }
          token = out.NextToken;
          if (!token) return found.sort((a, b) => (a.name < b.name ? -1 : 1));
        }
        throw incomplete('GetParametersByPath', 'the pages do not end');
      }),
  };
}

const AT_THE_WIRE = { step: 'deserialize', priority: 'low', name: 'sentinelDate' } as const;

function asParameter(parameter: SdkParameter | undefined, action: string): Parameter {
  if (!parameter?.Name || parameter.Value === undefined || !parameter.Version) {
    throw incomplete(action, 'the answer is not complete');
  }
  const modified = parameter.LastModifiedDate?.getTime();
  return {
    name: parameter.Name,
    value: parameter.Value,
    version: parameter.Version,
    ...(modified !== undefined && { modified }),
  };
}

function sendOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

function incomplete(action: string, message: string): AwsError {
  return new AwsError({ service: 'ssm', action, code: 'InvalidResponse', message, status: 502 });
}
