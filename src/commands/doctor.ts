import type { Context } from '../context.ts';
import type { Checked, DoctorRequest } from '../doctor/types.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** What stands between you and credentials, with the fix to type. */
export const command: CommandSpec = {
  name: 'doctor',
  summary: 'find what stops access, or leads past Sentinel, each with the fix to type',
  flags: {
    profile: {
      type: 'string',
      value: 'NAME',
      short: 'p',
      completes: 'profile',
      summary: 'whose access is at stake; default: all profiles',
    },
    json: { type: 'boolean', summary: 'print one JSON object' },
  },
  examples: [
    'sentinel --sandbox doctor',
    'sentinel --sandbox doctor --profile dev',
    'sentinel --sandbox doctor --json',
  ],
  exitCodes: [0, 1, 2, 130],
  notes: async () => {
    const { CHECKS } = await import('../doctor/checks.ts');
    return { title: 'Checks', rows: CHECKS.map(({ id, about }) => [id, about]) };
  },
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const [{ examine }, { json, lines, summary }, { where }, { interruptible }, { progress }] =
    await Promise.all([
      import('../doctor/doctor.ts'),
      import('../doctor/print.ts'),
      import('./gate-flags.ts'),
      import('./interrupts.ts'),
      import('../doctor/progress.ts'),
    ]);
  const { profile: named, json: asJson } = args.flags;
  const profile = typeof named === 'string' ? named : undefined;
  const { detectCapabilities } = await import('../terminal/capabilities.ts');
  const { stdout } = ctx.stdio;
  const { colour } = detectCapabilities(ctx.env, stdout, ctx.platform);
  const bar = progress(ctx);
  const request: DoctorRequest = { ...where(args), ...(profile !== undefined && { profile }) };
  let all: readonly Checked[];
  try {
    all = await interruptible((signal) => examine(ctx, { ...request, signal }, bar.tell));
  } finally {
    bar.end();
  }
  if (asJson) stdout.write(json(all, profile));
  else {
    for (const one of all) stdout.write(lines(one, colour && args.flags['no-color'] !== true));
    stdout.write(summary(all, profile));
  }
  return all.some(({ result }) => result.status === 'problem') ? 1 : 0;
}
