import { describe, expect, test } from 'vitest';
import { CASES } from './conformance.ts';
import { DEV_ROLE, openSandbox, STAMP } from './open.ts';

describe('the sandbox answers as AWS does', () => {
  test.each(CASES)('$name', async ({ run, expected }) => {
    const { sts, ssm, keysOf } = await openSandbox();
    const party = {
      sts: sts(keysOf('alice')),
      ssm: ssm(keysOf('bob')),
      roleArn: DEV_ROLE,
      stamp: STAMP,
    };
    expect(await run(party)).toEqual(expected);
  });
});
