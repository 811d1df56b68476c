import { describe, expect, it } from 'vitest';
import { processOutput } from '../../src/commands/credentials.ts';
import { issueRequest } from '../../src/commands/gate-flags.ts';
import type { ParsedArgs } from '../../src/commands/types.ts';
import type { Issued } from '../../src/gate/types.ts';

const request = (flags: ParsedArgs['flags']) =>
  issueRequest({ flags, positionals: [], rest: null }, 'cli');

describe('issueRequest', () => {
  it('takes each flag to its place', () => {
    expect(
      request({
        profile: 'dev',
        duration: '1h30m',
        'policy-parameter': '/sentinel/x',
        region: 'us-east-1, us-west-2',
        'aws-profile': 'bob',
        config: '/c.yaml',
        'log-file': '/l',
        'log-stderr': true,
        'require-sentinel': true,
        'no-cache': true,
        'min-ttl': '30m',
      }),
    ).toEqual({
      profile: 'dev',
      mode: 'cli',
      duration: 5400,
      policyRef: 'ssm:/sentinel/x',
      regions: ['us-east-1', 'us-west-2'],
      awsProfile: 'bob',
      configPath: '/c.yaml',
      requireSentinel: true,
      noCache: true,
      minTtl: 1800,
      log: { files: ['/l'], stderr: true },
    });
    expect(request({ profile: 'dev', policy: 'file:x.yaml' }).policyRef).toBe('file:x.yaml');
  });

  it.each([
    { policy: 'file:x', 'policy-parameter': '/x' },
    { duration: 'soon' },
    { duration: '0s' },
    { duration: '-1h' },
  ])('refuses %o', (flags) => {
    expect(() => request({ profile: 'dev', ...flags })).toThrow(
      expect.objectContaining({ kind: 'usage' }),
    );
  });
});

it('the output for SDKs has only the members they know, to the second', () => {
  const issued = {
    credentials: {
      accessKeyId: 'ASIA',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: Date.parse('2026-11-20T18:00:00.999Z'),
    },
    assessment: { account: null },
  } as unknown as Issued;
  expect(processOutput(issued)).toEqual({
    Version: 1,
    AccessKeyId: 'ASIA',
    SecretAccessKey: 's',
    SessionToken: 't',
    Expiration: '2026-11-20T18:00:00Z',
  });
});
