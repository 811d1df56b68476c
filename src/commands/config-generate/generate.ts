import { generateFiles } from '../../config/generate/files.ts';
import { NO_TARGETS, type Targets, targetsOf } from '../../config/generate/targets.ts';
import { TEMPLATES } from '../../config/generate/template.ts';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { visible } from '../../terminal/sanitise.ts';
import type { ParsedArgs } from '../types.ts';
import { section } from './section.ts';
import { writeAll } from './write.ts';

const LARGEST = 256 * 1024;

/** Prints the files, or writes them. */
export async function generate(ctx: Context, args: ParsedArgs): Promise<number> {
  const { flags } = args;
  if (flags['template'] === 'profile') {
    ctx.stdio.stdout.write(await section(ctx, args));
    return 0;
  }
  for (const name of ['profile', 'role-arn'] as const) {
    if (flags[name] === undefined) continue;
    throw new SentinelError('usage', `--${name} goes with --template profile.`, [
      name === 'profile' ? 'For policies about some profiles: --profiles GLOB' : 'Leave it out.',
    ]);
  }
  const template = TEMPLATES.find((one) => one === flags['template']) ?? 'basic';
  const files = generateFiles(template, await targets(ctx, flags['profiles']));
  const large = files.find(({ text }) => Buffer.byteLength(text) > LARGEST);
  if (large) {
    throw new SentinelError('usage', `${large.name} would be larger than 256 KiB.`, [
      'Name fewer profiles: --profiles GLOB',
    ]);
  }
  const { output } = flags;
  if (typeof output === 'string') {
    const written = await writeAll(output, files, flags['force'] === true);
    if (flags['json']) ctx.stdio.stdout.write(`${jsonText({ written }, 2)}\n`);
    for (const path of written) ctx.stdio.stderr.write(`sentinel: ${visible(path)} written.\n`);
    return 0;
  }
  const text = flags['json']
    ? `${jsonText({ files }, 2)}\n`
    : files.map((file) => `# ==== ${file.name} ====\n${file.text}`).join('\n');
  ctx.stdio.stdout.write(text);
  return 0;
}

async function targets(ctx: Context, wanted: unknown): Promise<Targets> {
  if (typeof wanted !== 'string') return NO_TARGETS;
  const { loadProfiles } = await import('../../profiles/load.ts');
  const { profiles } = await loadProfiles(ctx);
  const globs = wanted.split(',').map((one) => one.trim());
  const found = targetsOf(profiles, globs);
  if (found.production.length + found.other.length > 0) return found;
  const [left] = found.left;
  throw new SentinelError(
    'usage',
    left
      ? `No profile that ${wanted} takes leads to a role: [${left.profile}] ${left.why}.`
      : `No profile in ${ctx.paths.awsConfig} is one of ${wanted}.`,
    ['Without --profiles placeholders are written.'],
  );
}
