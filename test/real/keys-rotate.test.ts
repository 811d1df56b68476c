/**
 * `keys` with the built program: typed at a terminal, rotated, killed with SIGKILL at every call to AWS and
 * at random; the AWS CLI and boto3 say which access key works.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsFactory } from '../../src/aws/factory.ts';
import { contextPaths, homePaths } from '../../src/sandbox/home.ts';
import { readAddress } from '../../src/sandbox/lifecycle/address.ts';
import { tell } from '../../src/sandbox/lifecycle/talk.ts';
import { keysIn } from '../../src/stored-keys/entry.ts';
import { asCredentials } from '../../src/stored-keys/rotate/hands.ts';
import { openShelf } from '../../src/stored-keys/shelf.ts';
import type { StoredKey, StoredKeys } from '../../src/stored-keys/types.ts';
import { awsCliTwo, programMissing } from '../helpers/programs.ts';
import { openPty } from '../helpers/pty.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { baseContext } from '../sandbox/base-context.ts';
import { openPlace, type Place, type Ran } from './gate-place.ts';

const cli = awsCliTwo();
/** Distributions ship one that does not know AWS_ENDPOINT_URL yet. */
const at = () => ['--endpoint-url', tools['AWS_ENDPOINT_URL'] ?? ''];
const noBoto3 = programMissing('python3', ['-c', 'import boto3'], 'boto3');

let place: Place;
let tools: Record<string, string>;
let added: Ran;
beforeAll(() => {
  place = openPlace();
  tools = { ...place.toolEnv(), AWS_PAGER: '', AWS_DEFAULT_REGION: 'eu-central-1' };
  storyKey();
  added = place.run(['keys', 'add', 'alice', '--from-profile', 'alice']);
  const config = join(home(), 'people/alice/config');
  place.tool('sed', ['-i', 's/^\\[profile alice\\]$/&\\nsentinel_keys = alice/', config]);
});
afterAll(() => place.close());

const home = () => join(place.folder, 'sandbox');

async function door(verb: string, body?: Record<string, unknown>) {
  const address = readAddress(homePaths(home()).address);
  if (!address) throw new Error('the sandbox does not run');
  return (await tell(address, body ? 'POST' : 'GET', verb, body)).body;
}

async function calls(): Promise<Record<string, number>> {
  return ((await door('calls')) as { calls: Record<string, number> }).calls;
}

/** What the store holds, as a new process reads it. */
async function stored(name: string): Promise<StoredKeys | null> {
  const sandbox = { as: 'alice', url: '' };
  const ctx = baseContext({ paths: contextPaths(home(), 'alice'), sandbox });
  return (await openShelf(ctx, 'file')).read(name);
}

/** `GetCallerIdentity` with these keys, by the AWS CLI or boto3 alone. */
function whoIs(key: Pick<StoredKey, 'id' | 'secret'>, by: 'cli' | 'boto3' = 'cli'): string {
  const env = {
    AWS_ENDPOINT_URL: tools['AWS_ENDPOINT_URL'] ?? '',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: key.id,
    AWS_SECRET_ACCESS_KEY: key.secret,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const ran =
    by === 'cli'
      ? place.tool(
          cli.path,
          [...at(), 'sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'],
          env,
        )
      : place.tool(
          'python3',
          ['-c', 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])'],
          env,
        );
  return ran.code === 0 ? ran.out.trim() : ran.err;
}

interface Listed {
  readonly AccessKeyId: string;
  readonly Status: string;
}

/** The access keys that AWS has of alice, as the AWS CLI lists them with a role's credentials. */
function listed(): Listed[] {
  const words = ['iam', 'list-access-keys', '--user-name', 'alice', '--output', 'json'];
  const command = ['exec', '--profile', 'dev', '--no-cache', '--', cli.path, ...at(), ...words];
  const { out, err } = place.run(command);
  try {
    return JSON.parse(out).AccessKeyMetadata;
  } catch {
    throw new Error(err || out);
  }
}

/** The same by Sentinel's own client, which starts sooner: whose the key is, and which others there are. */
async function seenBy(key: StoredKey): Promise<{ arn: string; ids: string[] }> {
  const aws = createAwsFactory({ env: {}, endpointUrl: tools['AWS_ENDPOINT_URL'] ?? '' });
  const options = { region: 'eu-central-1', credentials: asCredentials(key) };
  const { value } = await (await aws.sts(options)).getCallerIdentity();
  const all = await (await aws.iam(options)).listAccessKeys(null);
  return { arn: value.arn, ids: all.value.filter(({ active }) => active).map(({ id }) => id) };
}

const ALICE = 'arn:aws:iam::111122223333:user/alice';
const story = { id: '', secret: '' };

function storyKey(): void {
  const text = readFileSync(join(home(), 'people/alice/credentials'), 'utf8');
  story.id = /aws_access_key_id = (\S+)/.exec(text)?.[1] ?? story.id;
  story.secret = /aws_secret_access_key = (\S+)/.exec(text)?.[1] ?? story.secret;
}

const missing = cli.missing || noBoto3;
describe.skipIf(missing)(`the AWS CLI and boto3 ${missing || ''}`, () => {
  it('the profile finds its keys in the store, and the files hold none any more', () => {
    expect(added.code).toBe(0);
    expect(added.out).toContain(`Stored ${story.id} of ${ALICE}`);
    expect(readFileSync(join(home(), 'people/alice/credentials'), 'utf8')).toBe(
      "# Written by sentinel's sandbox; these keys mean nothing outside it.\n[alice]\n",
    );
    expect(place.run(['whoami', '--profile', 'dev', '--json']).out).toContain('the stored keys');
    expect(listed()).toHaveLength(1);
    // AWS's own tools find nothing to go round Sentinel with.
    const { code: bare } = place.tool(
      cli.path,
      [...at(), 'sts', 'get-caller-identity', '--profile', 'alice'],
      tools,
    );
    expect(bare).not.toBe(0);
  });

  it('after a rotation the new key works, and the old one does not', async () => {
    expect(whoIs(story)).toBe(ALICE);
    const { code, out, err } = place.run(['keys', 'rotate', 'alice']);
    expect(code).toBe(0);
    const keys = await stored('alice');
    const key = keys?.key as StoredKey;
    expect(out).toContain(key.id);
    expect(out + err).not.toContain(key.secret);
    expect(listed()).toMatchObject([{ AccessKeyId: key.id, Status: 'Active' }]);
    for (const by of ['cli', 'boto3'] as const) {
      expect(whoIs(key, by)).toBe(ALICE);
      expect(whoIs(story, by)).toContain('InvalidClientTokenId');
    }
    expect(place.run(['audit', 'verify-log']).code).toBe(0);
    const log = readFileSync(join(home(), 'state/decisions.jsonl'), 'utf8');
    expect(log).toContain('"event":"keys.rotated"');
    expect(log).not.toContain(key.secret);
  });

  it('a kept old key is switched off at AWS', async () => {
    const old = (await stored('alice'))?.key as StoredKey;
    expect(place.run(['keys', 'rotate', 'alice', '--keep-old']).code).toBe(0);
    expect(listed()).toMatchObject([
      { AccessKeyId: old.id, Status: 'Inactive' },
      { Status: 'Active' },
    ]);
    expect(whoIs(old)).toContain('InvalidClientTokenId');
    expect(place.run(['keys', 'rotate', 'alice']).code).toBe(0);
    expect(listed()).toHaveLength(1);
  });
});

describe('killed with SIGKILL', () => {
  beforeEach(async () => {
    await door('clear-faults', {});
    await door('clear-calls', {});
    await door('new-key-delay', { milliseconds: 300 });
  });

  /** At every moment: what the store says works, and AWS has at most one key that the store lacks. */
  async function expectSound(): Promise<void> {
    const keys = (await stored('alice')) as StoredKeys;
    const { arn, ids } = await seenBy(keys.key);
    expect(arn).toBe(ALICE);
    const known = keysIn(keys).map(({ id }) => id);
    expect(ids.filter((id) => !known.includes(id)).length).toBeLessThanOrEqual(1);
  }

  async function expectFinished(): Promise<void> {
    const { code, err } = place.run(['keys', 'rotate', 'alice']);
    expect(err).not.toMatch(/second access key/);
    expect(code).toBe(0);
    const keys = (await stored('alice')) as StoredKeys;
    expect(keys.rotation).toBeNull();
    expect(await seenBy(keys.key)).toEqual({ arn: ALICE, ids: [keys.key.id] });
  }

  const CALLS = [
    'sts:GetCallerIdentity',
    'iam:ListAccessKeys',
    'iam:CreateAccessKey',
    'iam:UpdateAccessKey',
    'iam:DeleteAccessKey',
  ];
  const cells = CALLS.flatMap((call) => [
    { call, kind: 'timeout', fate: 'never done' },
    { call, kind: 'latency', fate: 'done when nobody waits for it any more' },
  ]);

  it.each(cells)('in $call, which is $fate', async ({ call, kind }) => {
    const [service, action] = call.split(':');
    const milliseconds = kind === 'latency' ? { milliseconds: 500 } : {};
    await door('fault', { service, action, kind, ...milliseconds });
    const child = place.start(['keys', 'rotate', 'alice']);
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    await waitFor(async () => ((await calls())[call] ?? 0) > 0, { what: call });
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    await sleep(700);
    await door('clear-faults', {});
    await expectSound();
    await expectFinished();
  });

  it('while AWS does not accept the new key yet', async () => {
    await door('new-key-delay', { milliseconds: 2_000 });
    const child = place.start(['keys', 'rotate', 'alice']);
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    await waitFor(async () => ((await calls())['sts:GetCallerIdentity'] ?? 0) > 2, {
      what: 'a trial',
    });
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect((await stored('alice'))?.rotation?.stage).toBe('trying');
    await expectSound();
    await expectFinished();
  });

  it('at random, again and again', async () => {
    for (let round = 0; round < 8; round++) {
      const child = place.start(['keys', 'rotate', 'alice']);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await Promise.race([ended, sleep(300 + Math.random() * 2_200)]);
      child.kill('SIGKILL');
      await ended;
      await sleep(400);
      await expectSound();
    }
    await expectFinished();
  }, 180_000);

  it('two at once: one rotates, the other waits and rotates again or says why not', async () => {
    const both = [1, 2].map(() => {
      const child = place.start(['keys', 'rotate', 'alice']);
      return new Promise<number | null>((resolve) => child.once('exit', resolve));
    });
    const codes = await Promise.all(both);
    expect(codes).toContain(0);
    await expectSound();
    await expectFinished();
  });
});

describe('at a terminal', () => {
  it('the id is typed to be seen, the secret is not; taken away only by its name', async () => {
    const program = join(place.folder, 'sentinel');
    const text = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
    const add = openPty(program, ['keys', 'add', 'typed', '--no-check'], {
      env: place.env,
      columns: 200,
    });
    try {
      await add.waitFor('Access key ID:');
      add.type(`${text.id}\r`);
      await add.waitFor('Secret access key (not shown):');
      add.type(`${text.secret}\r`);
      await add.waitFor('sentinel_keys = typed');
      expect((await add.ended()).exitCode).toBe(0);
      expect(add.output()).toContain(text.id);
      expect(add.output()).not.toContain(text.secret.slice(0, 6));
    } finally {
      await add.close();
    }
    expect((await stored('typed'))?.key).toMatchObject(text);
    for (const [word, exit] of [
      ['y', 130],
      ['typed', 0],
    ] as const) {
      const remove = openPty(program, ['keys', 'remove', 'typed'], {
        env: place.env,
        columns: 200,
      });
      try {
        await remove.waitFor('type its name (typed):');
        remove.type(`${word}\r`);
        expect((await remove.ended()).exitCode).toBe(exit);
      } finally {
        await remove.close();
      }
      expect((await stored('typed')) === null).toBe(exit === 0);
    }
  });
});
