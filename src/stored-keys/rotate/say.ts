/** What a rotation says: its steps, why it cannot go on, and the way out. Pure. */
import { AwsError } from '../../aws/api.ts';
import { SentinelError } from '../../errors.ts';
import type { StoredKeys } from '../types.ts';
import type { Refusal, Step } from './step.ts';

/** Whose keys, in a command of the AWS CLI. */
export interface About {
  readonly name: string;
  readonly user: string;
}

/** One step as it is told while it is done, and in a plan. */
export function stepText(step: Exclude<Step, { do: 'refuse' }>): string {
  switch (step.do) {
    case 'make':
      return 'make a new access key and store it beside the old one';
    case 'delete_lost':
      return `delete ${step.id}, which was made while its answer got lost: nobody has its secret`;
    case 'delete_previous':
      return `delete ${step.id}, which an earlier rotation left switched off`;
    case 'try':
      return `wait until AWS accepts ${step.key.id}, then use it`;
    case 'forget_next':
      return `forget ${step.id}, which is at AWS no more`;
    case 'switch_off':
      return `switch ${step.id} off`;
    case 'delete_old':
      return `delete ${step.id}`;
    case 'finish':
      return step.kept ? `keep ${step.old.id}, switched off` : `forget ${step.old.id}`;
  }
}

/** Every step from here on, if nothing comes between. */
export function planText(step: Step, keys: StoredKeys, keepOld: boolean): string[] {
  if (step.do === 'refuse') return [];
  const keep = keepOld || keys.rotation?.keepOld === true;
  const off = keep
    ? `switch ${keys.key.id} off, and keep it so`
    : `switch ${keys.key.id} off, and delete it`;
  const rest = ['wait until AWS accepts the new key, then use it', off];
  const make = stepText({ do: 'make' });
  switch (step.do) {
    case 'make':
      return [make, ...rest];
    case 'delete_lost':
    case 'delete_previous':
    case 'forget_next':
      return [stepText(step), make, ...rest];
    case 'try':
      return [stepText(step), off];
    case 'switch_off':
      return [stepText(step), ...(keep ? [] : [stepText({ do: 'delete_old', id: step.id })])];
    default:
      return [stepText(step)];
  }
}

/** Why nothing can be done before a person has looked. */
export function refused(why: Refusal, { name, user }: About): SentinelError {
  const cli = (verb: string, id: string) =>
    `aws iam ${verb} --user-name ${user} --access-key-id ${id}`;
  const again = `Then: sentinel keys rotate ${name}`;
  switch (why.kind) {
    case 'unknown_key': {
      const { id, active, createdAt } = why.other;
      const made = new Date(createdAt).toISOString().slice(0, 10);
      return new SentinelError(
        'failed',
        `${user} has a second access key, ${id} (${active ? 'active' : 'inactive'}, made ${made}), which the store does not hold; AWS lets a user have two, so there is no room for a new one.`,
        [
          `See whether anybody uses it: aws iam get-access-key-last-used --access-key-id ${id}`,
          `If nobody does: ${cli('delete-access-key', id)}`,
          again,
        ],
      );
    }
    case 'previous_active':
      return new SentinelError(
        'failed',
        `${why.id}, which an earlier rotation left switched off, was switched on again: somebody needs it.`,
        [`If nobody does: ${cli('update-access-key --status Inactive', why.id)}`, again],
      );
    case 'inactive':
      return new SentinelError(
        'failed',
        `${why.id}, which the store holds, is switched off at AWS.`,
        [`Switch it on: ${cli('update-access-key --status Active', why.id)}`, again],
      );
    case 'missing':
      return new SentinelError(
        'failed',
        `${why.id}, which the store holds, is not among ${user}'s access keys.`,
        [
          'If it was made a moment ago, try again in a minute.',
          `Else add other keys: sentinel keys remove ${name}, then sentinel keys add ${name}`,
        ],
      );
  }
}

/** What AWS refused, or did not answer. Whatever was done is noted, so that repeating goes on. */
export function explained(error: unknown, { name, user }: About): unknown {
  if (!(error instanceof AwsError)) return error;
  const again = `Nothing is lost; go on with: sentinel keys rotate ${name}`;
  const what = `AWS ${error.service}:${error.action}`;
  if (error.unreachable) {
    const why = error.status === undefined ? 'does not answer' : 'is at fault or busy';
    return new SentinelError('unavailable', `${what} ${why} (${error.code}).`, [again], error);
  }
  if (/^AccessDenied/.test(error.code)) {
    return new SentinelError(
      'failed',
      `AWS refuses ${what}: ${error.message}`,
      [
        `Let ${user} manage its own access keys (iam:CreateAccessKey, ListAccessKeys, UpdateAccessKey, DeleteAccessKey), or name a profile that may: --aws-profile NAME`,
        'Where the policy wants MFA: sentinel_mfa_serial = ARN in a profile with these sentinel_keys',
        again,
      ],
      error,
    );
  }
  return new SentinelError(
    'failed',
    `${what} fails (${error.code}): ${error.message}`,
    [again],
    error,
  );
}
