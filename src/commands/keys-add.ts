import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { Added } from '../stored-keys/add.ts';
import type { KeyText } from '../stored-keys/read-text.ts';
import { jsonText } from '../terminal/json-text.ts';
import { where } from './gate-flags.ts';
import { interruptible } from './interrupts.ts';
import { keysName } from './keys-name.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** Long-term keys into the key store, where only Sentinel finds them. */
export const command: CommandSpec = {
  name: 'keys add',
  summary: 'keep an access key in the key store instead of the AWS files',
  positionals: 'NAME',
  flags: {
    'from-profile': {
      type: 'string',
      value: 'NAME',
      completes: 'profile',
      summary: 'take the keys of this profile out of the AWS credentials file',
    },
    'no-check': { type: 'boolean', summary: 'do not ask AWS whose they are' },
    json: { type: 'boolean', summary: 'print what was stored as JSON' },
  },
  examples: [
    'sentinel --sandbox keys add alice --from-profile alice',
    'sentinel keys add alice < accessKeys.csv',
  ],
  exitCodes: [0, 1, 2, 7, 130],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const { 'from-profile': profile, 'no-check': unchecked } = args.flags;
  const name = keysName(args, 'keys add', typeof profile === 'string' ? profile : undefined);
  const { addKeys } = await import('../stored-keys/add.ts');
  const { visible } = await import('../terminal/sanitise.ts');
  const added = await interruptible((signal) =>
    addKeys(ctx, {
      ...where(args),
      name,
      from: typeof profile === 'string' ? { profile } : { read: () => readKeys(ctx, signal) },
      check: unchecked !== true,
      signal,
    }),
  );
  for (const notice of added.notices) ctx.stdio.stderr.write(`sentinel: ${visible(notice)}\n`);
  const say = args.flags['json'] === true ? asJson(name, added) : asText(ctx, name, added);
  ctx.stdio.stdout.write(say);
  return 0;
}

/** From the person at the terminal, else from stdin. Never from the command line, which others can see. */
async function readKeys(ctx: Context, signal: AbortSignal): Promise<KeyText> {
  const { checkKeyText, readKeysText } = await import('../stored-keys/read-text.ts');
  if (ctx.stdio.stdin.isTTY !== true) return readKeysText(await readAll(ctx.stdio.stdin));
  const { openTerminalLines } = await import('./terminal-line.ts');
  const { askHidden } = await import('../keys/ask-hidden.ts');
  const lines = await openTerminalLines(ctx);
  if (!lines) throw nobody();
  let id: string | null;
  try {
    ctx.stdio.stderr.write('Access key ID: ');
    id = await lines.next(signal);
  } finally {
    lines.close();
  }
  const secret = id === null ? null : await askHidden('Secret access key (not shown): ');
  if (id === null || secret === null) throw nobody();
  return checkKeyText({ id: id.trim(), secret: secret.trim() });
}

/** More is no access key. */
const MOST_BYTES = 65_536;

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > MOST_BYTES) break;
  }
  return text.slice(0, MOST_BYTES);
}

function nobody(): SentinelError {
  return new SentinelError('usage', 'No access key was given.', [
    'Type it at a terminal, or give it on stdin: sentinel keys add NAME < accessKeys.csv',
    'Or take it out of the AWS files: --from-profile NAME',
  ]);
}

function asJson(name: string, { id, owner, takenOutOf }: Added): string {
  return `${jsonText({
    name,
    access_key_id: id,
    arn: owner?.arn ?? null,
    taken_out_of: takenOutOf,
  })}\n`;
}

function asText(ctx: Context, name: string, { id, owner, label, takenOutOf }: Added): string {
  const whose = owner ? ` of ${owner.arn}` : '';
  const moved = takenOutOf ? `Taken out of ${takenOutOf}.\n` : '';
  return `Stored ${id}${whose} as "${name}" in ${label}.
${moved}Profiles use it with this line in ${ctx.paths.awsConfig}:
  sentinel_keys = ${name}
`;
}
