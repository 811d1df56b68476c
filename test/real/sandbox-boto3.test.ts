import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { toolEnv } from '../../src/sandbox/enter.ts';
import { programMissing } from '../helpers/programs.ts';
import { openSandbox, STAMP } from '../sandbox/open.ts';

const missing = programMissing('python3', ['-c', 'import boto3'], 'boto3');
const run = promisify(execFile);

const SCRIPT = `
import boto3, json
from botocore.exceptions import ClientError
base = boto3.Session(profile_name="alice")
sts = base.client("sts")
def refused(work):
    try: work()
    except ClientError as e:
        return [e.response["Error"]["Code"], e.response["ResponseMetadata"]["HTTPStatusCode"]]
role = "arn:aws:iam::333344445555:role/ProdAdmin"
def assume(**more): return sts.assume_role(RoleArn=role, RoleSessionName="alice", **more)
out = {"who": sts.get_caller_identity()["Arn"]}
out["bare"] = refused(lambda: assume())
out["colon"] = refused(lambda: assume(SourceIdentity="sentinel:alice:direct:a1b2c3d4"))
out["long"] = refused(lambda: assume(SourceIdentity="${STAMP}", DurationSeconds=43200))
c = assume(SourceIdentity="${STAMP}")["Credentials"]
s = boto3.Session(c["AccessKeyId"], c["SecretAccessKey"], c["SessionToken"], region_name="eu-central-1")
out["buckets"] = [b["Name"] for b in s.client("s3").list_buckets()["Buckets"]]
out["deleted"] = s.client("rds").delete_db_instance(DBInstanceIdentifier="prod-orders", SkipFinalSnapshot=True)["DBInstance"]["DBInstanceStatus"]
out["instances"] = len(s.client("ec2").describe_instances()["Reservations"])
pages = s.client("cloudtrail").get_paginator("lookup_events").paginate(LookupAttributes=[{"AttributeKey": "AccessKeyId", "AttributeValue": c["AccessKeyId"]}])
events = [e for page in pages for e in page["Events"]]
out["events"] = sorted(e["EventName"] for e in events)
out["stamps"] = sorted({json.loads(e["CloudTrailEvent"])["userIdentity"]["sessionContext"]["sourceIdentity"] for e in events})
ssm = base.client("ssm")
out["paths"] = sorted(p["Name"] for page in ssm.get_paginator("get_parameters_by_path").paginate(Path="/sentinel", Recursive=True) for p in page["Parameters"])
out["put"] = refused(lambda: ssm.put_parameter(Name="/sentinel/x", Value="y", Type="String"))
print(json.dumps(out))
`;

describe.skipIf(missing)(missing || 'boto3, unchanged', () => {
  test('plays the story', async () => {
    const { sandbox } = await openSandbox();
    const clean = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^AWS_/.test(name)),
    );
    const env = { ...clean, ...toolEnv({ home: sandbox.home, url: sandbox.url, as: 'alice' }) };
    const { stdout } = await run('python3', ['-c', SCRIPT], { env });
    expect(JSON.parse(stdout)).toEqual({
      who: 'arn:aws:iam::111122223333:user/alice',
      bare: ['AccessDenied', 403],
      colon: ['ValidationError', 400],
      long: ['ValidationError', 400],
      buckets: ['company-prod-logs', 'company-prod-assets'],
      deleted: 'deleting',
      instances: 2,
      events: ['DeleteDBInstance', 'DescribeInstances', 'ListBuckets'],
      stamps: [STAMP],
      paths: [
        '/sentinel/approvals/default',
        '/sentinel/breakglass/default',
        '/sentinel/policies/default',
        '/sentinel/ratelimits/default',
      ],
      put: ['AccessDeniedException', 400],
    });
  });
});
