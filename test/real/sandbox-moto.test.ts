import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CASES } from '../sandbox/conformance.ts';
import { DEV_ROLE, REGION, STAMP } from '../sandbox/open.ts';
import { type Moto, motoMissing, startMoto } from './moto.ts';

describe.skipIf(motoMissing)(motoMissing || 'moto answers the same cases the same way', () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());

  test.each(CASES.filter((one) => !one.motoLacks))('$name', async ({ run, expected }) => {
    const client = {
      endpoint: moto.url,
      region: REGION,
      credentials: { accessKeyId: 'AKIAMOTO', secretAccessKey: 'x' },
    };
    const party = {
      sts: new STSClient(client),
      ssm: new SSMClient(client),
      roleArn: DEV_ROLE,
      stamp: STAMP,
    };
    expect(await run(party)).toEqual(expected);
  });
});
