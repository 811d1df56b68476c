import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteLedger } from '../../src/ledger/sqlite/engine.ts';
import type { SessionRow } from '../../src/ledger/types.ts';
import { type Figure, interleaved } from './measure.ts';
import { PROGRAM, type World } from './world.ts';

const BUDGET = 1.5;
const PROFILES = 500;
const SESSIONS = 1_000;

/** What a shell asks with each prompt and each Tab, against an empty Node. */
export async function quickAnswers(world: World): Promise<Figure[]> {
  const config = join(world.folder, 'aws-config');
  const sections = Array.from(
    { length: PROFILES },
    (_, index) => `[profile bench-${index}]\nregion = eu-central-1\n`,
  );
  writeFileSync(config, sections.join('\n'));
  await fillLedger(world);
  const env = {
    ...world.env,
    AWS_CONFIG_FILE: config,
    SENTINEL_PROFILE: 'prod',
    SENTINEL_EXPIRES_AT: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const asked = {
    prompt: ['prompt'],
    'prompt --all': ['prompt', '--all'],
    'Tab: verbs': ['__complete', 'zsh', ''],
    'Tab: flags': ['__complete', 'zsh', 'exec', '--'],
    [`Tab: ${PROFILES} profiles`]: ['__complete', 'zsh', 'exec', '--profile', ''],
    'Tab: ids': ['__complete', 'zsh', 'breakglass', 'close', ''],
    'completion zsh': ['completion', 'zsh'],
  };
  const commands = Object.entries(asked).map(([name, words]) => [name, [...PROGRAM, ...words]]);
  const times = interleaved(
    { node: [PROGRAM[0], '-e', '0'], ...Object.fromEntries(commands) },
    25,
    env,
  );
  const { node = Number.NaN, ...answers } = times;
  return [
    { what: 'node -e 0', value: node, unit: 'ms', budget: null },
    ...Object.entries(answers).map(
      ([name, took]): Figure => ({
        what: `${name} / node`,
        value: took / node,
        unit: 'x',
        budget: BUDGET,
      }),
    ),
  ];
}

/** A year of somebody's sessions, some of them live. */
async function fillLedger(world: World): Promise<void> {
  const ledger = await openSqliteLedger(join(world.folder, 'state/sentinel/ledger.db'), Date.now);
  const now = Date.now();
  try {
    for (let index = 0; index < SESSIONS; index++) await ledger.putSession(row(index, now));
  } finally {
    ledger.close();
  }
}

function row(index: number, now: number): SessionRow {
  return {
    id: index.toString(16).padStart(16, '0'),
    user: 'alice',
    principalArn: 'arn:aws:iam::111122223333:user/alice',
    profile: `app-${index % 20}`,
    roleArn: 'arn:aws:iam::111122223333:role/App',
    mode: 'cli',
    sourceIdentity: 'sentinel=alice=direct=a1b2c3d4',
    requestId: 'a1b2c3d4',
    accessKeyId: null,
    kind: 'static',
    startedAt: now - index * 60_000,
    credentialsExpireAt: now - index * 60_000 + 3_600_000,
    windowEndsAt: null,
    lastAccessAt: null,
    requestCount: 0,
    logSeq: null,
    logHash: null,
    host: 'bench',
    pid: 1,
    grant: 'direct',
    status: 'active',
    version: 1,
  };
}
