/** SSM whose GetParameter, the one call of a warm `credentials`, goes without the SDK's client. */
import { AwsError, type AwsOptions, type Parameter, type Ssm } from './api.ts';
import { answer } from './call.ts';
import type { Link } from './link.ts';
import { ssmEndpoint } from './ssm-endpoint.ts';

/** @param client the SDK's, for the rest and for where AWS's address is the SDK's to know. */
export function makeDirectSsm(options: AwsOptions, link: Link, client: () => Promise<Ssm>): Ssm {
  return {
    async getParameter(name, signal) {
      const endpoint = link.endpoint('ssm') ?? ssmEndpoint(options.region, link.env);
      if (endpoint === null) return (await client()).getParameter(name, signal);
      const about = { service: 'ssm', action: 'GetParameter', options, link, signal } as const;
      const target = 'AmazonSSM.GetParameter';
      const input = { Name: name, WithDecryption: true };
      return answer(about, async (seen) => {
        const { signedJson } = await import('./signed-json.ts');
        return asParameter(await signedJson({ ...about, endpoint, target, input }, seen));
      });
    },
    getParametersByPath: async (path, signal) => (await client()).getParametersByPath(path, signal),
  };
}

function asParameter({ Parameter: found }: Record<string, unknown>): Parameter {
  const {
    Name: name,
    Value: value,
    Version: version,
    LastModifiedDate: seconds,
  } = { ...(found as object) } as {
    [member: string]: unknown;
  };
  if (typeof name === 'string' && typeof value === 'string' && typeof version === 'number') {
    const modified = typeof seconds === 'number' ? { modified: seconds * 1000 } : {};
    return { name, value, version, ...modified };
  }
  const message = 'the answer is not complete';
  const code = 'InvalidResponse';
  throw new AwsError({ service: 'ssm', action: 'GetParameter', code, message, status: 502 });
}
