/**
 * What any AWS answers, whoever plays it: run against the sandbox and against moto, each case as the
 * official SDK sees it. Cases are told apart by what moto has: it checks no pattern of a SourceIdentity,
 * no trust and no signature, and has no look-up of events.
 */
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  type STSClient,
} from '@aws-sdk/client-sts';

export interface Party {
  readonly sts: STSClient;
  /** May read and write under /sentinel/. */
  readonly ssm: SSMClient;
  /** A role the caller may assume with the stamp. */
  readonly roleArn: string;
  readonly stamp: string;
}

export interface Case {
  readonly name: string;
  /** Gives what every AWS must agree on: shapes and values, never ids, times or free texts. */
  run(party: Party): Promise<unknown>;
  readonly expected: unknown;
  /** Why moto 5 cannot be asked this one. */
  readonly motoLacks?: string;
}

const shape = (value: unknown): unknown => {
  if (value instanceof Date) return 'Date';
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '$metadata')
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, one]) => [key, shape(one)]),
  );
};

const CREDENTIALS = {
  AccessKeyId: 'string',
  Expiration: 'Date',
  SecretAccessKey: 'string',
  SessionToken: 'string',
};

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no refusal',
    (error: Error) => error.name,
  );

export const CASES: readonly Case[] = [
  {
    name: 'GetCallerIdentity names account, ARN and user id',
    run: async ({ sts }) => shape(await sts.send(new GetCallerIdentityCommand({}))),
    expected: { Account: 'string', Arn: 'string', UserId: 'string' },
  },
  {
    name: 'AssumeRole gives an ASIA key and the session ARN',
    run: async ({ sts, roleArn, stamp }) => {
      const answer = await sts.send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: 'alice',
          SourceIdentity: stamp,
        }),
      );
      const { AssumedRoleUser, Credentials } = answer;
      return {
        credentials: shape(Credentials),
        key: Credentials?.AccessKeyId?.slice(0, 4),
        length: Credentials?.AccessKeyId?.length,
        user: AssumedRoleUser?.Arn?.replace(/\d{12}/, 'ACCOUNT'),
        id: /^AROA\w+:alice$/.test(AssumedRoleUser?.AssumedRoleId ?? ''),
        minutes: Math.round(((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 60_000),
      };
    },
    expected: {
      credentials: CREDENTIALS,
      key: 'ASIA',
      length: 20,
      user: 'arn:aws:sts::ACCOUNT:assumed-role/Developer/alice',
      id: true,
      minutes: 60,
    },
  },
  {
    name: 'AssumeRole gives the stamp back',
    motoLacks: 'leaves SourceIdentity out of its answer',
    run: async ({ sts, roleArn, stamp }) => {
      const input = { RoleArn: roleArn, RoleSessionName: 'alice', SourceIdentity: stamp };
      return (await sts.send(new AssumeRoleCommand(input))).SourceIdentity;
    },
    expected: 'sentinel=alice=direct=a1b2c3d4',
  },
  {
    name: 'GetSessionToken gives credentials',
    run: async ({ sts }) =>
      shape(await sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }))),
    expected: { Credentials: CREDENTIALS },
  },
  {
    name: 'GetFederationToken gives credentials and a federated user',
    run: async ({ sts }) => {
      const answer = await sts.send(new GetFederationTokenCommand({ Name: 'guest' }));
      return {
        credentials: shape(answer.Credentials),
        user: answer.FederatedUser?.Arn?.replace(/\d{12}/, 'ACCOUNT'),
      };
    },
    expected: { credentials: CREDENTIALS, user: 'arn:aws:sts::ACCOUNT:federated-user/guest' },
  },
  {
    name: 'a parameter counts its versions',
    run: async ({ ssm }) => {
      const put = (Value: string, Overwrite = false) =>
        ssm.send(
          new PutParameterCommand({ Name: '/sentinel/c/v', Value, Type: 'String', Overwrite }),
        );
      const one = await put('one');
      const refused = await code(put('two'));
      const two = await put('two', true);
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/sentinel/c/v' }));
      const old = await ssm.send(new GetParameterCommand({ Name: '/sentinel/c/v:1' }));
      return [
        one.Version,
        refused,
        two.Version,
        shape(Parameter),
        Parameter?.Value,
        old.Parameter?.Value,
      ];
    },
    expected: [
      1,
      'ParameterAlreadyExists',
      2,
      {
        ARN: 'string',
        DataType: 'string',
        LastModifiedDate: 'Date',
        Name: 'string',
        Type: 'string',
        Value: 'string',
        Version: 'number',
      },
      'two',
      'one',
    ],
  },
  {
    name: 'what is not there',
    run: async ({ ssm }) => [
      await code(ssm.send(new GetParameterCommand({ Name: '/sentinel/c/none' }))),
      await code(ssm.send(new DeleteParameterCommand({ Name: '/sentinel/c/none' }))),
      (await ssm.send(new GetParametersCommand({ Names: ['/sentinel/c/none'] }))).InvalidParameters,
    ],
    expected: ['ParameterNotFound', 'ParameterNotFound', ['/sentinel/c/none']],
  },
  {
    name: 'a SecureString opens only when asked to',
    run: async ({ ssm }) => {
      const Name = '/sentinel/c/s';
      await ssm.send(new PutParameterCommand({ Name, Value: 'hush', Type: 'SecureString' }));
      const read = async (WithDecryption: boolean) =>
        (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter?.Value;
      return [await read(true), (await read(false)) === 'hush'];
    },
    expected: ['hush', false],
  },
  {
    name: 'a standard parameter holds 4096 characters, an advanced one 8192',
    motoLacks: 'has no limit of size',
    run: async ({ ssm }) => {
      const put = (length: number, Tier: 'Standard' | 'Advanced') =>
        code(
          ssm.send(
            new PutParameterCommand({
              Name: `/sentinel/c/size${length}${Tier}`,
              Value: 'x'.repeat(length),
              Type: 'String',
              Tier,
            }),
          ),
        );
      return [
        await put(4096, 'Standard'),
        await put(4097, 'Standard'),
        await put(8192, 'Advanced'),
        await put(8193, 'Advanced'),
      ];
    },
    expected: ['no refusal', 'ValidationException', 'no refusal', 'ValidationException'],
  },
  {
    name: 'by path: pages of ten, each parameter once',
    run: async ({ ssm }) => {
      const names = Array.from({ length: 12 }, (_, n) => `/sentinel/c/path/p${n + 10}`);
      for (const Name of names) {
        await ssm.send(new PutParameterCommand({ Name, Value: Name, Type: 'String' }));
      }
      const found: string[] = [];
      const sizes: number[] = [];
      let NextToken: string | undefined;
      do {
        const page = await ssm.send(
          new GetParametersByPathCommand({
            Path: '/sentinel/c/path',
            ...(NextToken && { NextToken }),
          }),
        );
        sizes.push(page.Parameters?.length ?? 0);
        found.push(...(page.Parameters ?? []).map((one) => one.Name ?? ''));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      const gone = await ssm.send(new DeleteParametersCommand({ Names: names.slice(0, 10) }));
      return [sizes, found.sort().join() === names.join(), gone.DeletedParameters?.length];
    },
    expected: [[10, 2], true, 10],
  },
  {
    name: 'the history: every version, oldest first, with who, tier and type',
    run: async ({ ssm }) => {
      const put = (Value: string, more: object) =>
        ssm.send(
          new PutParameterCommand({ Name: '/sentinel/c/h', Value, Type: 'String', ...more }),
        );
      await put('one', { Tier: 'Standard', Description: 'd' });
      await put('two', { Tier: 'Advanced', Overwrite: true });
      const Name = '/sentinel/c/h';
      const { Parameters = [] } = await ssm.send(new GetParameterHistoryCommand({ Name }));
      return Parameters.map((one) => [
        one.Version,
        one.Value,
        one.Tier,
        one.Type,
        one.Description,
        one.KeyId ?? null,
        typeof one.LastModifiedUser,
        one.LastModifiedDate instanceof Date,
      ]);
    },
    expected: [
      [1, 'one', 'Standard', 'String', 'd', null, 'string', true],
      [2, 'two', 'Advanced', 'String', 'd', null, 'string', true],
    ],
  },
  {
    name: 'a SecureString is put with the key that is named, and the history tells it',
    run: async ({ ssm }) => {
      const Name = '/sentinel/c/key';
      const Type = 'SecureString' as const;
      await ssm.send(new PutParameterCommand({ Name, Value: 'x', Type, KeyId: 'alias/policies' }));
      const { Parameters = [] } = await ssm.send(new GetParameterHistoryCommand({ Name }));
      return Parameters.map((one) => [one.Type, one.KeyId]);
    },
    expected: [['SecureString', 'alias/policies']],
  },
];
