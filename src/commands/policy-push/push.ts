import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { shellWord } from '../../gate/quote.ts';
import { type Backup, keepBackups } from '../../policy-store/backup.ts';
import { configFolder, type Door, openDoor, openFiles } from '../../policy-store/door.ts';
import {
  inParameterStore,
  KIND_NAMES,
  oneOf,
  type PolicyKind,
  policyRefOf,
} from '../../policy-store/kinds.ts';
import { type Local, readLocal } from '../../policy-store/local.ts';
import { isIdle, planPush, type RegionPlan } from '../../policy-store/plan.ts';
import { pushAll, type RegionDone } from '../../policy-store/push.ts';
import type { StoreRef } from '../../policy-store/read.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { visible } from '../../terminal/sanitise.ts';
import { type Compared, comparedLines, compareSides } from '../policy-diff/compare-sides.ts';
import { kindOf, onlyArgument, textOf, whereOf } from '../policy-diff/flags.ts';
import { kindOfSide, type Side } from '../policy-diff/side.ts';
import { callerOf, onlyProfile } from '../policy-diff/verdicts.ts';
import type { ParsedArgs } from '../types.ts';
import { askYes } from './ask.ts';
import { checkLocal } from './check.ts';
import { heldSides, readHeld } from './held.ts';
import { endJson, endLines, planNotes } from './tell.ts';

/** Puts a policy into Parameter Store, in every region, after showing what that changes. */
export async function push(ctx: Context, args: ParsedArgs, signal: AbortSignal): Promise<number> {
  const [where, dryRun, json] = [whereOf(args), args.flags['dry-run'], args.flags['json']];
  const path = onlyArgument(args);
  if (path === null) throw new SentinelError('usage', 'Name the file or folder to push.');
  const local = readLocal(path);
  const side = sideOf(local);
  const kind = kindOf(args) ?? (await kindOfSide(side));
  await checkLocal(ctx, local, kind, args.flags['strict'] === true);
  const world = await openFiles(ctx, where);
  const named = textOf(args, 'ref');
  const folder = configFolder(ctx, world);
  const ref = inParameterStore(
    policyRefOf(world.config, kind, named, where.profile ?? null, folder),
  );
  checkShape(local, ref);

  const door = await openDoor(ctx, world, where, signal);
  const held = await readHeld(door, ref);
  const plans = planPush(ref, local, held, args.flags['prune'] === true);
  const caller = await callerOf(door);
  const only = onlyProfile(world, [ref.text], where.profile);
  const now = door.reader.time.now();
  const about = { profiles: world.profiles.profiles, caller, now, only };
  const compared: (Compared & { readonly regions: readonly string[] })[] = [];
  for (const { side: before, regions } of heldSides(ref, held)) {
    await checkKind(before, kind);
    compared.push({ ...(await compareSides(kind, before, side, about)), regions });
  }

  const say = (line: string) =>
    (dryRun && !json ? ctx.stdio.stdout : ctx.stdio.stderr).write(`${visible(line)}\n`);
  for (const notice of door.notices) ctx.stdio.stderr.write(`sentinel: ${visible(notice)}\n`);
  for (const one of compared) {
    if (compared.length > 1) say(`== ${one.regions.join(', ')}`);
    for (const line of comparedLines(one)) say(line);
  }
  for (const line of planNotes(plans)) say(line);
  const idle = plans.every(isIdle);
  if (idle || dryRun === true) {
    if (json)
      ctx.stdio.stdout.write(`${jsonText(endJson(ref, kind, plans, null, [], compared), 2)}\n`);
    if (idle) say(`Nothing to push: every region holds this text (${door.regions.join(', ')}).`);
    else say('Nothing was pushed (--dry-run).');
    return 0;
  }
  if (args.flags['yes'] !== true) {
    const what = `Push this ${KIND_NAMES[kind]} to ${ref.text} in ${door.regions.join(', ')}?`;
    await askYes(ctx, visible(what), signal);
  }
  const backups = await keepBackups(ctx, ref, plans);
  for (const line of backupLines(backups, ref, plans)) say(line);
  const done = await pushAll(door, plans, (one) => {
    if (!json) for (const line of endLines(one)) ctx.stdio.stdout.write(`${visible(line)}\n`);
  });
  if (json)
    ctx.stdio.stdout.write(`${jsonText(endJson(ref, kind, plans, done, backups, compared), 2)}\n`);
  return ended(done, door, again(args, path, ref));
}

function sideOf({ path, parts }: Local): Side {
  return { ref: path, parts: parts.map((one) => ({ ...one, ref: one.path, version: null })) };
}

function checkShape(local: Local, ref: StoreRef): void {
  if (local.folder && ref.kind === 'ssm') {
    throw new SentinelError('usage', `${local.path} is a folder, and ${ref.text} one parameter.`, [
      'A folder goes to a path, which ends in a slash: --ref ssm:/PATH/',
    ]);
  }
  if (!local.folder && ref.kind === 'ssm-path') {
    throw new SentinelError('usage', `${ref.text} is a path of several parameters.`, [
      'Push a folder with a file for each, or name one: --ref ssm:/PATH/NAME',
    ]);
  }
}

/** An approval policy in the place of an access policy is a slip that would shut everybody out. */
async function checkKind(before: Side, kind: PolicyKind): Promise<void> {
  if (before.parts.length === 0) return;
  const there = await kindOfSide(before).catch(() => null);
  if (there === null || there === kind) return;
  throw new SentinelError(
    'usage',
    `${before.ref} holds ${oneOf(there)}, and this is ${oneOf(kind)}.`,
    ['Name where it belongs: --ref ssm:/NAME'],
  );
}

function backupLines(
  backups: readonly Backup[],
  ref: StoreRef,
  plans: readonly RegionPlan[],
): string[] {
  const added = plans.some(({ steps }) => steps.some(({ act, was }) => act === 'put' && !was));
  const prune = ref.kind === 'ssm-path' && added ? ' --prune' : '';
  return backups.map(({ path, regions }) => {
    const back = `sentinel policy push ${shellWord(path)} --ref ${ref.text} --region ${regions.join(',')}${prune}`;
    return `Kept what was there (${regions.join(', ')}). To bring it back: ${back}`;
  });
}

/** What to type to go on. */
function again(args: ParsedArgs, path: string, ref: StoreRef): string {
  const flags = ['kind', 'profile', 'aws-profile', 'config', 'region', 'as']
    .map((name) => [name, textOf(args, name)] as const)
    .flatMap(([name, value]) => (value === null ? [] : [`--${name} ${shellWord(value)}`]));
  const prune = args.flags['prune'] === true ? ['--prune'] : [];
  return ['sentinel policy push', shellWord(path), `--ref ${ref.text}`, ...flags, ...prune].join(
    ' ',
  );
}

/** Exit 0; or the first region's trouble, with how far the push has come. */
function ended(done: readonly RegionDone[], door: Door, command: string): number {
  const error = done.find((one) => one.error)?.error;
  if (!error) return 0;
  const at = (...states: RegionDone['state'][]) =>
    done.filter(({ state }) => states.includes(state)).map(({ region }) => region);
  const [well, ill] = [at('same', 'written'), at('partly', 'failed', 'not_tried')];
  const state =
    at('written', 'partly').length === 0
      ? 'Nothing was pushed.'
      : `It is in force in ${well.join(', ') || 'no region as a whole'}, and not in ${ill.join(', ')}.`;
  const { signal } = door.reader;
  const reason = signal.aborted ? 'Interrupted.' : error.message;
  throw new SentinelError(
    error.kind,
    `${reason} ${state}`,
    [...error.next, `To go on (what is done is left): ${command}`],
    error,
  );
}
