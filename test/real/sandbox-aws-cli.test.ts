import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { toolEnv } from '../../src/sandbox/enter.ts';
import { programMissing } from '../helpers/programs.ts';
import { DEV_ROLE, openSandbox, PROD_ROLE, STAMP } from '../sandbox/open.ts';

const missing = programMissing('aws', ['--version'], 'aws (the AWS CLI)');
const run = promisify(execFile);

/** The AWS CLI as a user of the sandbox has it: nothing but the exports. */
async function shell() {
  const open = await openSandbox();
  const { sandbox } = open;
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^AWS_/.test(name)),
  );
  const env = {
    ...clean,
    ...toolEnv({ home: sandbox.home, url: sandbox.url, as: 'alice' }),
    AWS_PAGER: '',
  };
  return {
    ...open,
    aws: async (args: string, more: Record<string, string> = {}) => {
      const { stdout } = await run('aws', args.split(' '), { env: { ...env, ...more } });
      return stdout.trim() === '' ? null : JSON.parse(stdout);
    },
    /** What the CLI says where it is refused. */
    refused: async (args: string, more: Record<string, string> = {}) => {
      try {
        await run('aws', args.split(' '), { env: { ...env, ...more } });
      } catch (error) {
        return (error as { stderr: string }).stderr.trim();
      }
      throw new Error(`aws ${args} was not refused`);
    },
  };
}

const assume = (role: string, more: string) =>
  `sts assume-role --profile alice --role-session-name alice --role-arn ${role}${more}`;

function session(answer: { Credentials: Record<string, string> }): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: answer.Credentials['AccessKeyId'] ?? '',
    AWS_SECRET_ACCESS_KEY: answer.Credentials['SecretAccessKey'] ?? '',
    AWS_SESSION_TOKEN: answer.Credentials['SessionToken'] ?? '',
    AWS_DEFAULT_REGION: 'eu-central-1',
  };
}

describe.skipIf(missing)(missing || 'the AWS CLI, unchanged', () => {
  test('without a stamp, and with a colon in it, is refused as AWS would', async () => {
    const { refused } = await shell();
    expect(await refused(assume(DEV_ROLE, ''))).toContain(
      'An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/Developer',
    );
    expect(
      await refused(assume(DEV_ROLE, ' --source-identity sentinel:alice:direct:a1b2c3d4')),
    ).toContain(
      "An error occurred (ValidationError) when calling the AssumeRole operation: 1 validation error detected: Value 'sentinel:alice:direct:a1b2c3d4' at 'sourceIdentity' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    );
  });

  test('with a stamp works, and the trail shows it', async () => {
    const { aws } = await shell();
    const answer = await aws(assume(PROD_ROLE, ` --source-identity ${STAMP}`));
    expect(answer.SourceIdentity).toBe(STAMP);
    const env = session(answer);
    expect((await aws('sts get-caller-identity', env)).Arn).toBe(
      'arn:aws:sts::333344445555:assumed-role/ProdAdmin/alice',
    );
    const key = env['AWS_ACCESS_KEY_ID'];
    const trail = await aws(
      `cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=${key}`,
      env,
    );
    const event = JSON.parse(trail.Events[0].CloudTrailEvent);
    expect(event.eventName).toBe('GetCallerIdentity');
    expect(event.userIdentity.sessionContext.sourceIdentity).toBe(STAMP);
    expect((await aws('s3api list-buckets', env)).Buckets[0].Name).toBe('company-prod-logs');
    expect(
      (await aws('s3api list-objects-v2 --bucket company-prod-logs', env)).Contents ?? [],
    ).toEqual([]);
    const found = await aws('ec2 describe-instances', env);
    expect(found.Reservations[0].Instances[0]).toMatchObject({
      State: { Name: 'running', Code: 16 },
      Tags: [{ Key: 'Name', Value: 'web-1' }],
    });
    const id = found.Reservations[0].Instances[0].InstanceId;
    const ended = await aws(`ec2 terminate-instances --instance-ids ${id}`, env);
    expect(ended.TerminatingInstances[0].CurrentState.Name).toBe('shutting-down');
    expect((await aws('iam get-role --role-name ProdAdmin', env)).Role).toMatchObject({
      MaxSessionDuration: 14_400,
      AssumeRolePolicyDocument: {
        Statement: [{ Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }],
      },
    });
  });

  test('a database falls only to a stamp', async () => {
    const { aws, refused } = await shell();
    const remove =
      'rds delete-db-instance --db-instance-identifier prod-orders --skip-final-snapshot';
    const legacy = session(await aws(assume(PROD_ROLE.replace('ProdAdmin', 'LegacyAdmin'), '')));
    expect(await refused(remove, legacy)).toContain(
      'with an explicit deny in a service control policy',
    );
    const stamped = session(await aws(assume(PROD_ROLE, ` --source-identity ${STAMP}`)));
    expect((await aws(remove, stamped)).DBInstance.DBInstanceStatus).toBe('deleting');
    expect((await aws('rds describe-db-instances', stamped)).DBInstances).toHaveLength(2);
  });

  test('parameters, in pages', async () => {
    const { aws, sandbox } = await shell();
    for (let n = 0; n < 21; n += 1) sandbox.control.putParameter(`/sentinel/many/p${n}`, 'x');
    const all = await aws('ssm get-parameters-by-path --profile alice --path /sentinel/many');
    expect(all.Parameters).toHaveLength(21);
    const one = await aws('ssm get-parameter --profile alice --name /sentinel/policies/default');
    expect(one.Parameter.Value).toContain('dev-for-everyone');
  });

  test('pages through the trail', async () => {
    const { aws, query, keysOf } = await shell();
    const who = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
    for (let n = 0; n < 60; n += 1) await query(keysOf('dave'), 'sts', who);
    const look = 'cloudtrail lookup-events --profile alice --lookup-attributes';
    const found = await aws(`${look} AttributeKey=Username,AttributeValue=dave`);
    const own = found.Events.filter(
      (one: { EventName: string }) => one.EventName === 'GetCallerIdentity',
    );
    expect(own).toHaveLength(60);
  });

  test('a wrong secret, and credentials that have ended', async () => {
    const { aws, refused, sandbox } = await shell();
    const env = session(await aws(assume(DEV_ROLE, ` --source-identity ${STAMP}`)));
    const wrong = { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' };
    expect(await refused('sts get-caller-identity', wrong)).toContain('(SignatureDoesNotMatch)');
    // Ahead by under five minutes, so that the CLI's own clock is still good enough to sign by.
    const end = sandbox.control.cloud.store.session(env['AWS_ACCESS_KEY_ID'] ?? '');
    if (end) {
      sandbox.control.cloud.store.saveSession({ ...end, expiresAt: Date.now() - 1000 });
    }
    expect(await refused('sts get-caller-identity', env)).toContain(
      '(ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired',
    );
    expect(await refused('ssm get-parameter --name /x', env)).toContain('(ExpiredTokenException)');
  });
});
