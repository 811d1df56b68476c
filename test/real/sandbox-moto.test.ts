import { type ChildProcess, spawn } from 'node:child_process';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programMissing } from '../helpers/programs.ts';
import { CASES } from '../sandbox/conformance.ts';
import { DEV_ROLE, REGION, STAMP } from '../sandbox/open.ts';

const missing = programMissing('python3', ['-c', 'import moto.server, flask'], 'moto_server');

describe.skipIf(missing)(missing || 'moto answers the same cases the same way', () => {
  let server: ChildProcess;
  let endpoint = '';

  beforeAll(async () => {
    // Under `python -m` the process is moto itself, not a version manager's wrapper around it.
    server = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
      env: { ...process.env, PYTHONUNBUFFERED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    endpoint = await new Promise<string>((resolve, reject) => {
      let told = '';
      const read = (chunk: Buffer) => {
        told += chunk.toString();
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(told)?.[0];
        if (url) resolve(url);
      };
      server.stdout?.on('data', read);
      server.stderr?.on('data', read);
      server.once('exit', () => reject(new Error(`moto ended: ${told}`)));
    });
  });

  afterAll(() => {
    server.kill();
  });

  test.each(CASES.filter((one) => !one.motoLacks))('$name', async ({ run, expected }) => {
    const client = {
      endpoint,
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
