/** Plays the story's past: real calls at past times, and their lines in the decision log. */
import { openDecisionLog } from '../audit/log.ts';
import type { LogEntry } from '../audit/types.ts';
import { hexId } from '../files/ids.ts';
import { formatStamp } from '../identity/stamp.ts';
import { formatDuration } from '../policy/duration.ts';
import type { Caller } from './caller.ts';
import { callerOfSession, callerOfUser } from './callers.ts';
import type { Cloud } from './cloud.ts';
import { contextPaths } from './home.ts';
import { perform } from './http/answer.ts';
import { serviceNamed } from './services/table.ts';
import { DEV, REGION } from './story/accounts.ts';
import { PAST, type PastScene } from './story/past.ts';
import { ACCESS_POLICY } from './story/policies.ts';
import { findAccessKey } from './world.ts';

/** @param cloud the new world; its clock says when the past ended. */
export async function seedPast(home: string, cloud: Cloud): Promise<void> {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const policy = {
    ref: 'ssm:/sentinel/policies/default',
    version: 1,
    sha256: createHash('sha256').update(ACCESS_POLICY).digest('hex'),
  };
  const start = cloud.now();
  for (const scene of PAST) {
    const at = start - scene.minutesAgo * 60_000;
    const past: Cloud = { ...cloud, now: () => at };
    const caller = personOf(cloud, scene.person);
    const log = openDecisionLog(
      {
        paths: contextPaths(home, scene.person),
        clock: { now: () => at },
        random: cloud.random,
        host: 'sandbox',
        pid: process.pid,
        stdio: process,
      },
      {},
    );
    const decision: LogEntry = {
      event: 'decision',
      user: scene.person,
      principal_arn: caller.arn,
      account: scene.entry.role_arn.split(':')[4] ?? null,
      mode: 'cli',
      region: REGION,
      ...scene.entry,
      ...(scene.issued && stampOf(cloud, scene)),
      policy,
    };
    await log.append(decision);
    if (scene.issued)
      await log.append({ ...decision, event: 'issued', ...play(past, caller, scene, decision) });
  }
}

function stampOf(cloud: Cloud, scene: PastScene): Partial<LogEntry> {
  const requestId = hexId(cloud.random, 4);
  return {
    request_id: requestId,
    source_identity: formatStamp({ rawName: scene.person, marker: 'direct', requestId }),
    stamped: true,
    duration: formatDuration(scene.issued?.seconds ?? 3600),
  };
}

/** Assumes the role and does what the scene says, as calls that CloudTrail records. */
function play(past: Cloud, caller: Caller, scene: PastScene, decision: LogEntry) {
  const seconds = scene.issued?.seconds ?? 3600;
  const answer = act(past, caller, 'sts', 'AssumeRole', {
    RoleArn: scene.entry.role_arn,
    RoleSessionName: scene.person,
    SourceIdentity: decision.source_identity ?? '',
    DurationSeconds: String(seconds),
  });
  const keyId = /<AccessKeyId>(\w+)</.exec(answer)?.[1] ?? '';
  const session = past.store.session(keyId);
  const assumed = session && callerOfSession(past.world, session);
  for (const call of assumed ? (scene.issued?.calls ?? []) : []) {
    if (assumed) act(past, assumed, call.service, call.action, call.params ?? {});
  }
  return {
    access_key_id: keyId,
    expires_at: new Date(session?.expiresAt ?? past.now()).toISOString(),
  };
}

/** One call; a refusal is part of the story and is recorded like any other. */
function act(
  past: Cloud,
  caller: Caller,
  name: string,
  action: string,
  params: Readonly<Record<string, string>>,
): string {
  const service = serviceNamed(name);
  if (!service) return '';
  const about = {
    cloud: past,
    caller,
    region: REGION,
    now: past.now(),
    sourceIp: '127.0.0.1',
    userAgent: 'sentinel-sandbox',
    requestId: hexId(past.random, 16),
    trail: {},
  };
  try {
    return perform(service, about, { action, params }).body;
  } catch {
    return '';
  }
}

function personOf(cloud: Cloud, name: string): Caller {
  const account = cloud.world.accounts.find((one) => one.id === DEV);
  const keyId = account?.users.find((one) => one.name === name)?.accessKeys[0]?.id ?? '';
  const found = findAccessKey(cloud.world, keyId);
  if (!found) throw new Error(`the story has no ${name}`);
  return callerOfUser(found.account, found.user, keyId);
}
