import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import type { Fault } from '../../sandbox/faults/kinds.ts';
import { askDoor } from './door.ts';

/** Makes the sandbox's AWS fail, or (`clear`) stop failing; without a word it lists what is set. */
export async function fault(
  ctx: Context,
  home: string,
  words: readonly string[],
  flags: Readonly<Record<string, string | boolean | undefined>>,
): Promise<number> {
  const [kind, target = ''] = words;
  const answer =
    kind === undefined
      ? await askDoor(ctx, home, 'GET', 'faults')
      : kind === 'clear'
        ? await askDoor(ctx, home, 'POST', 'clear-faults', {})
        : await askDoor(ctx, home, 'POST', 'fault', await readWords(kind, target, flags));
  if (answer.status !== 200) {
    throw new SentinelError('usage', `This is no fault: ${answer.body['error']}.`, [
      'sentinel sandbox fault throttle ssm:GetParameter --times 2',
    ]);
  }
  const faults = answer.body['faults'] as readonly Fault[];
  const lines = faults.length > 0 ? faults.map(faultText) : ['no faults'];
  ctx.stdio.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

/** `throttle ssm:GetParameter, 2 calls more` */
export function faultText(one: Fault): string {
  const where = `${one.service ?? 'every service'}${one.action === undefined ? '' : `:${one.action}`}`;
  return [
    `${one.kind} ${where}${one.region === undefined ? '' : ` in ${one.region}`}`,
    ...(one.milliseconds === undefined ? [] : [`${one.milliseconds} ms`]),
    ...(one.times === undefined ? [] : [`${one.times} calls more`]),
  ].join(', ');
}

async function readWords(
  kind: string,
  target: string,
  flags: Readonly<Record<string, string | boolean | undefined>>,
): Promise<Record<string, unknown>> {
  const { FAULT_KINDS, isFaultKind } = await import('../../sandbox/faults/kinds.ts');
  if (!isFaultKind(kind)) {
    throw new SentinelError('usage', `The sandbox knows no fault by the name of "${kind}".`, [
      ...Object.entries(FAULT_KINDS).map(([name, about]) => `sandbox fault ${name}   # ${about}`),
    ]);
  }
  const [service = '', action = ''] = target.split(':');
  return {
    kind,
    ...(service && { service }),
    ...(action && { action }),
    ...(flags['region'] !== undefined && { region: flags['region'] }),
    ...(flags['times'] !== undefined && { times: Number(flags['times']) }),
    ...(flags['milliseconds'] !== undefined && { milliseconds: Number(flags['milliseconds']) }),
  };
}
