/** A sandbox with a bob who may write policies, and what AWS holds there. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SsmStore } from '../../src/aws/api.ts';
import { createAwsFactory } from '../../src/aws/factory.ts';
import { command as diff } from '../../src/commands/policy-diff.ts';
import { command as pull } from '../../src/commands/policy-pull.ts';
import { command as push } from '../../src/commands/policy-push.ts';
import type { CommandSpec } from '../../src/commands/types.ts';
import { SentinelError } from '../../src/errors.ts';
import {
  type StoredParameter,
  versionsOf,
  writeParameter,
} from '../../src/sandbox/ssm/parameters.ts';
import { ACCESS_POLICY } from '../../src/sandbox/story/policies.ts';
import { openWorld } from '../gate/world.ts';
import { runCommand } from './run.ts';

export const NAME = '/sentinel/policies/default';
export const REF = `ssm:${NAME}`;
export const REGIONS = ['eu-central-1', 'us-east-1'] as const;
/** Production without an approval; everything else as in the story. */
export const LOOSER = ACCESS_POLICY.replace('effect: require_approval', 'effect: allow');

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What was thrown, for people. */
  readonly told: string;
}

export async function openPolicyPlace() {
  const world = await openWorld();
  const { store } = world.sandbox.control.cloud;
  const shelf = (region: string) => ({ account: '111122223333', region });
  const run = async (
    command: CommandSpec,
    args: readonly string[],
    about: { as?: string; change?: Change } = {},
  ): Promise<Ended> => {
    const real = createAwsFactory({ env: {}, endpointUrl: world.sandbox.url });
    const { change } = about;
    const aws = change
      ? {
          ...real,
          ssmStore: async (options: Parameters<typeof real.ssmStore>[0]) => {
            const one = await real.ssmStore(options);
            return { ...one, ...change(one, options.region) };
          },
        }
      : real;
    const ctx = world.context({ as: about.as ?? 'bob', aws });
    try {
      return { ...(await runCommand(command, ctx, args)), told: '' };
    } catch (error) {
      if (!(error instanceof SentinelError)) throw error;
      return {
        code: error.exitCode,
        out: '',
        err: '',
        told: [error.message, ...error.next].join('\n'),
      };
    }
  };
  return {
    world,
    run,
    push: (args: readonly string[], about?: { as?: string; change?: Change }) =>
      run(push, args, about),
    diff: (args: readonly string[], about?: { as?: string }) => run(diff, args, about),
    pull: (args: readonly string[], about?: { as?: string }) => run(pull, args, about),
    file(name: string, text: string | Uint8Array): string {
      const path = join(world.home, 'files', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    versions: (region: string, name = NAME) => versionsOf(store, shelf(region), name),
    newest: (region: string, name = NAME) => versionsOf(store, shelf(region), name).at(-1),
    /** Somebody else writes a parameter, in one region. */
    write(region: string, name: string, value: string, more: Partial<StoredParameter> = {}) {
      const version = (versionsOf(store, shelf(region), name).at(-1)?.version ?? 0) + 1;
      writeParameter(store, shelf(region), {
        name,
        value,
        version,
        type: 'String',
        tier: value.length > 4096 ? 'Advanced' : 'Standard',
        dataType: 'text',
        modifiedAt: Date.now(),
        modifiedBy: 'arn:aws:iam::111122223333:user/mallory',
        ...more,
      });
    },
  };
}

type Change = (real: SsmStore, region: string) => Partial<SsmStore>;
export type PolicyPlace = Awaited<ReturnType<typeof openPolicyPlace>>;
