/** The story's newer profiles as STS sees them: who gets into their roles, and who does not. */
import {
  AssumeRoleCommand,
  GetSessionTokenCommand,
  type GetSessionTokenCommandOutput,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { type Keys, openSandbox, refusal, STAMP } from '../open.ts';

const MIGRATOR = 'arn:aws:iam::222233334444:role/Migrator';
const BILLING = 'arn:aws:iam::333344445555:role/Billing';
const LOGS = 'arn:aws:iam::222233334444:role/LogReader';

test('staging-migrate: through Developer with the stamp kept, and in no other way', async () => {
  const { keysOf, assume, sts } = await openSandbox();
  const alice = keysOf('alice');
  expect((await refusal(assume(alice, { RoleArn: MIGRATOR }))).code).toBe('AccessDenied');
  const developer = await assume(alice);
  const bare = new AssumeRoleCommand({ RoleArn: MIGRATOR, RoleSessionName: 'alice' });
  // The stamp of the first hop stays without being named again.
  const kept = await sts(developer).send(bare);
  expect(kept.SourceIdentity).toBe(STAMP);
  const other = { RoleArn: MIGRATOR, SourceIdentity: 'sentinel=bob=direct=a1b2c3d4' };
  expect((await refusal(assume(developer, other))).code).toBe('AccessDenied');
});

test('prod-billing: only with a code, of no more than twelve hours ago', async () => {
  const { keysOf, assume, sts, user, store, sandbox } = await openSandbox();
  const alice = keysOf('alice');
  const billing = { RoleArn: BILLING };
  expect((await refusal(assume(alice, billing))).code).toBe('AccessDenied');
  const plain = await sts(alice).send(new GetSessionTokenCommand({}));
  expect((await refusal(assume(keysIn(plain), billing))).code).toBe('AccessDenied');
  const mfa = () => ({
    SerialNumber: user('alice').mfa?.serial ?? '',
    TokenCode: sandbox.control.mfaCode('alice')?.code ?? '',
  });
  await assume(alice, { ...billing, ...mfa() });
  const shown = await sts(alice).send(
    new GetSessionTokenCommand({ ...mfa(), DurationSeconds: 129_600 }),
  );
  await assume(keysIn(shown), billing);
  const session = store.session(keysIn(shown).accessKeyId);
  if (session) store.saveSession({ ...session, mfaAt: Date.now() - 12 * 3_600_000 - 1000 });
  expect((await refusal(assume(keysIn(shown), billing))).code).toBe('AccessDenied');
});

test('staging-logs: not with long-term keys', async () => {
  const { keysOf, assume } = await openSandbox();
  const told = await refusal(assume(keysOf('alice'), { RoleArn: LOGS }));
  expect(told.code).toBe('AccessDenied');
});

function keysIn({ Credentials }: GetSessionTokenCommandOutput): Keys {
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}
