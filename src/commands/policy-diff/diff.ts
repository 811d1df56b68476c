import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { readPolicyRef } from '../../gate/policy-ref.ts';
import type { World } from '../../gate/settings.ts';
import { configFolder, type Door, openDoor, openFiles } from '../../policy-store/door.ts';
import { type PolicyKind, policyRefOf } from '../../policy-store/kinds.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { visible } from '../../terminal/sanitise.ts';
import type { ParsedArgs } from '../types.ts';
import { comparedLines, compareSides } from './compare-sides.ts';
import { kindOf, onlyArgument, textOf, whereOf } from './flags.ts';
import { kindOfSide, readSide, type Side, type Source, sideJson } from './side.ts';
import { callerOf, onlyProfile, reportJson } from './verdicts.ts';

/** Shows what differs between two policies. @returns 1 for a difference under `--exit-code`, else 0. */
export async function diff(ctx: Context, args: ParsedArgs, signal: AbortSignal): Promise<number> {
  const where = whereOf(args);
  const world = await openFiles(ctx, where);
  let opened: Promise<Door> | null = null;
  const door = () => {
    opened ??= openDoor(ctx, world, where, signal);
    return opened;
  };
  const { before, after, kind } = await sides(ctx, args, world, door);
  const caller = opened ? await callerOf(await door()) : null;
  const compared = await compareSides(kind, before, after, {
    profiles: world.profiles.profiles,
    caller,
    now: opened ? (await door()).reader.time.now() : ctx.clock.now(),
    only: onlyProfile(world, [before.ref, after.ref], where.profile),
  });
  const { text, verdicts, notes } = compared;
  const lines = args.flags['json']
    ? [
        jsonText(
          {
            kind,
            before: sideJson(before),
            after: sideJson(after),
            text_diff: text,
            verdicts: verdicts && reportJson(verdicts),
            notes,
          },
          2,
        ),
      ]
    : comparedLines(compared).map((line) => visible(line));
  ctx.stdio.stdout.write(`${lines.join('\n')}\n`);
  for (const notice of opened ? (await door()).notices : [])
    ctx.stdio.stderr.write(`sentinel: ${visible(notice)}\n`);
  const changed = text !== '' || (verdicts?.changes.length ?? 0) > 0;
  return changed && args.flags['exit-code'] === true ? 1 : 0;
}

/**
 * Without a file: the configured policy against its version before. With one: it against the configured
 * policy, or against `--against`.
 */
async function sides(
  ctx: Context,
  args: ParsedArgs,
  world: World,
  door: () => Promise<Door>,
): Promise<{ before: Side; after: Side; kind: PolicyKind }> {
  const [named, against] = [onlyArgument(args), textOf(args, 'against')];
  const profile = textOf(args, 'profile');
  const configured = (kind: PolicyKind): Source =>
    sourceOf(policyRefOf(world.config, kind, null, profile, configFolder(ctx, world)));
  const asked = kindOf(args);
  if (named === null) {
    const kind = asked ?? 'access';
    const source = configured(kind);
    const after = await readSide(source, door);
    const before = against === null ? versionBefore(source, after) : parse(against, profile);
    return { before: await readSide(before, door), after, kind };
  }
  const after = await readSide(parse(named, profile), door);
  const kind = asked ?? (await kindOfSide(after));
  const source = against === null ? configured(kind) : parse(against, profile);
  // A file against a policy that is not there yet is a question, too.
  return { before: await readSide(source, door, true), after, kind };
}

function versionBefore(source: Source, after: Side): Source {
  const version = after.parts[0]?.version ?? null;
  if (source.kind === 'store' && source.ref.kind === 'ssm' && version !== null && version > 1) {
    return { ...source, version: version - 1 };
  }
  throw new SentinelError('usage', `${after.ref} has no version before to hold it against.`, [
    'Name what to compare: sentinel policy diff FILE [--against REF]',
  ]);
}

/** `ssm:/NAME`, `ssm:/NAME:3`, `ssm:/PATH/`, `file:PATH` or a plain path. */
function parse(text: string, profile: string | null): Source {
  if (!text.startsWith('ssm:')) {
    return { kind: 'local', path: text.replace(/^file:/, '') };
  }
  const [, bare = text, version] = /^(.*?)(?::([1-9]\d{0,8}))?$/.exec(text) ?? [];
  const source = sourceOf(readPolicyRef(bare, profile ?? '', ''));
  return version === undefined || source.kind === 'local'
    ? source
    : { ...source, version: Number(version) };
}

function sourceOf(ref: ReturnType<typeof readPolicyRef>): Source {
  return ref.kind === 'file' ? { kind: 'local', path: ref.path } : { kind: 'store', ref };
}
