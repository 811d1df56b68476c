/** SSM Parameter Store over the AWS SDK. Loaded by the factory when it is first asked for. */
import {
  GetParameterCommand,
  GetParametersByPathCommand,
  type Parameter as SdkParameter,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { AwsOptions, Parameter, Ssm } from './api.ts';
import { incomplete } from './aws-error.ts';
import { sdkCall } from './call.ts';
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
      sdkCall(client, about('GetParameter', signal), async (send) => {
        const command = new GetParameterCommand({ Name: name, WithDecryption: true });
        const out = await send(command);
        return asParameter(out.Parameter, 'GetParameter');
      }),
    getParametersByPath: (path, signal) =>
      sdkCall(client, about('GetParametersByPath', signal), async (send) => {
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
          const out = await send(command);
          for (const one of out.Parameters ?? []) {
            const parameter = asParameter(one, 'GetParametersByPath');
            if (parameter.name.startsWith(path)) found.push(parameter);
          }
          token = out.NextToken;
          if (!token) return found.sort((a, b) => (a.name < b.name ? -1 : 1));
        }
        throw incomplete('ssm', 'GetParametersByPath', 'the pages do not end');
      }),
  };
}

function asParameter(parameter: SdkParameter | undefined, action: string): Parameter {
  if (!parameter?.Name || parameter.Value === undefined || !parameter.Version) {
    throw incomplete('ssm', action);
  }
  const modified = parameter.LastModifiedDate?.getTime();
  return {
    name: parameter.Name,
    value: parameter.Value,
    version: parameter.Version,
    ...(modified !== undefined && { modified }),
  };
}
