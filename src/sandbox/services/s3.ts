import { type Call, type Output, type Service, text } from '../cloud.ts';
import { AwsFault } from '../fault.ts';

/** S3, REST with XML, path style: enough to look round. Buckets are empty. */
export const s3: Service = {
  name: 's3',
  protocol: 's3',
  source: 's3.amazonaws.com',
  namespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  actions: {
    ListAllMyBuckets: { readOnly: true, run: listBuckets },
    ListBucket: {
      readOnly: true,
      resources: (call) => [`arn:aws:s3:::${text(call, 'Bucket') ?? ''}`],
      run: listObjects,
    },
  },
};

function listBuckets(call: Call): Output {
  const buckets = ownBuckets(call).map((one) => ({
    Name: one.name,
    CreationDate: new Date(one.createdAt).toISOString(),
  }));
  return {
    Owner: { ID: call.caller.account.padStart(64, '0') },
    Buckets: { Bucket: buckets },
  };
}

function listObjects(call: Call): Output {
  const name = text(call, 'Bucket') ?? '';
  call.trail.requestParameters = { bucketName: name };
  if (!ownBuckets(call).some((one) => one.name === name)) {
    throw new AwsFault('NoSuchBucket', 'The specified bucket does not exist', 404);
  }
  return { Name: name, Prefix: '', KeyCount: 0, MaxKeys: 1000, IsTruncated: false };
}

function ownBuckets(call: Call) {
  return call.cloud.world.accounts.find((one) => one.id === call.caller.account)?.buckets ?? [];
}
