import type { Context } from '../context.ts';
import type { Whoami } from '../gate/whoami.ts';
import { jsonText } from '../terminal/json-text.ts';
import { where } from './gate-flags.ts';
import { interruptible } from './interrupts.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** Who AWS says you are, and whether policies take your name. */
export const command: CommandSpec = {
  name: 'whoami',
  summary: 'who AWS says you are, and whether that name counts in policies',
  flags: {
    profile: {
      type: 'string',
      value: 'NAME',
      short: 'p',
      completes: 'profile',
      summary:
        'whose base credentials to ask with; default: AWS_PROFILE, [default], the first with any',
    },
    json: { type: 'boolean', summary: 'print it as JSON' },
  },
  examples: ['sentinel --sandbox whoami', 'sentinel --sandbox whoami --json'],
  exitCodes: [0, 1, 2, 6, 7, 130],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const { whoami } = await import('../gate/whoami.ts');
  const profile = args.flags['profile'];
  const found = await interruptible((signal) =>
    whoami(ctx, { signal, ...where(args), ...(typeof profile === 'string' && { profile }) }),
  );
  const { visible } = await import('../terminal/sanitise.ts');
  for (const notice of found.notices) ctx.stdio.stderr.write(`sentinel: ${visible(notice)}\n`);
  const text = args.flags['json']
    ? `${jsonText(asJson(found), 2)}\n`
    : rows(found)
        .map(([label, value]) => `${label.padEnd(11)}${visible(value)}\n`)
        .join('');
  ctx.stdio.stdout.write(text);
  return 0;
}

function asJson(found: Whoami) {
  const { principal } = found;
  return {
    arn: principal.arn,
    account_id: principal.account,
    identity_type: principal.type,
    raw_username: principal.rawName,
    policy_username: found.username,
    name_counts: found.nameCounts.counts,
    ...(!found.nameCounts.counts && { name_counts_why: found.nameCounts.why }),
    role: principal.role,
    stampable: found.unstampable === null,
    source: found.source,
  };
}

function rows(found: Whoami): [string, string][] {
  const { principal } = found;
  const counts = `${found.nameCounts.counts ? 'counts in policies' : 'does not count in policies'}: ${found.nameCounts.why}`;
  return [
    ['arn', principal.arn],
    ['account', principal.account],
    ['type', principal.role === null ? principal.type : `${principal.type} of ${principal.role}`],
    ['name', `${found.username} (${counts})`],
    ['stampable', found.unstampable === null ? 'yes' : `no: ${found.unstampable}`],
    ['source', found.source],
    ['region', found.region],
    ...(found.endpoint === null ? [] : ([['endpoint', found.endpoint]] as [string, string][])),
  ];
}
