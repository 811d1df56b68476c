import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteLedger } from '../../src/ledger/sqlite/engine.ts';
import { openPty, type Pty } from '../helpers/pty.ts';
import { tmuxMissing } from '../helpers/tmux.ts';
import { session } from '../ledger/samples.ts';
import { openShellPlace, PROGRAM, SHELLS, type ShellPlace } from './shell-place.ts';

const MINUTE = 60_000;
/** A name of somebody else's that would act in a prompt. */
const HOSTILE = '$(touch pwned)`touch pwned`\\w%n#(touch pwned)#[fg=red]!x\u001b[31m';
const SHOWN = /\?\?touch pwned\?\?touch pwned\?\?w%n/;

let place: ShellPlace;
beforeEach(() => {
  place = openShellPlace();
});
afterEach(() => place.close());

/** The environment of a session that has so long to live. */
function inside(profile: string, left: number): Record<string, string> {
  return {
    SENTINEL_PROFILE: profile,
    SENTINEL_SESSION_ID: '00000000000000a1',
    // Half a minute more: the tests take a while.
    SENTINEL_EXPIRES_AT: new Date(Date.now() + left + MINUTE / 2).toISOString(),
  };
}

function run(env: Record<string, string>, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'prompt', ...words], {
    env: { ...place.env, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const PROMPTS = {
  bash: [`PS1='[$(sentinel prompt --shell bash --color)] > '`],
  zsh: [`setopt prompt_subst; PS1='[$(sentinel prompt --shell zsh --color)] > '`],
  fish: [
    'function fish_prompt; echo -n "[$(sentinel prompt --shell fish --color)] > "; end',
    'function fish_prompt; echo -n "["; sentinel prompt --shell fish --color; echo -n "] > "; end',
  ],
} as const;

for (const { name: shell, missing } of SHELLS) {
  describe.skipIf(missing)(`the prompt of ${shell}${missing ? ` (${missing})` : ''}`, () => {
    test.each(PROMPTS[shell])('%s', async (rc) => {
      const env = inside('prod', 41 * MINUTE);
      const { pty } = await openWith(shell, rc, env);
      await pty.waitFor('[prod 0:41] > ');
      expect(pty.output()).toContain('\u001b[32m');
      // The shell knows how wide its prompt is: a long line is wrapped where the terminal ends.
      pty.type(`echo ${'x'.repeat(60)}`);
      pty.press('home');
      pty.press('end');
      pty.type('yz');
      await pty.waitFor(/x\s*x*yz/);
      const wanted = `[prod 0:41] > echo ${'x'.repeat(60)}yz`;
      const lines = pty.screen().split('\n');
      const from = lines.findIndex((line) => line.startsWith('[prod'));
      expect(lines.slice(from, from + 2).map((line) => line.trimEnd())).toEqual([
        wanted.slice(0, 60),
        wanted.slice(60),
      ]);
    });

    test('a hostile name is shown, and does nothing', async () => {
      const { pty } = await openWith(shell, PROMPTS[shell][0], inside(HOSTILE, 3 * MINUTE));
      await pty.waitFor('] > ');
      pty.type('echo don""e\r');
      await pty.waitFor(/^done/m);
      expect(pty.screen()).toMatch(SHOWN);
      expect(readdirSync(place.home)).not.toContain('pwned');
    });
  });
}

describe.skipIf(SHELLS[0]?.missing)('a prompt that bash reads a second time', () => {
  test('does not run what a name says', async () => {
    const rc = `PROMPT_COMMAND='PS1="$(sentinel prompt) > "'; PS1=`;
    const { pty } = await openWith('bash', rc, inside(HOSTILE, 3 * MINUTE));
    await pty.waitFor(SHOWN);
    pty.type('echo don""e\r');
    await pty.waitFor(/^done/m);
    expect(readdirSync(place.home)).not.toContain('pwned');
  });
});

async function openWith(shell: 'bash' | 'zsh' | 'fish', rc: string, env: Record<string, string>) {
  Object.assign(place.env, env);
  return place.open(shell, rc, { columns: 60 });
}

describe.skipIf(tmuxMissing())(`the status line of tmux${tmuxMissing() || ''}`, () => {
  let pty: Pty;
  let socket: string;

  beforeEach(async () => {
    const ledger = await openSqliteLedger(join(place.home, 'state/sentinel/ledger.db'), Date.now);
    const base = { startedAt: Date.now() - MINUTE, status: 'active' as const };
    const rows = [
      {
        ...base,
        id: '00000000000000b1',
        profile: 'dev',
        credentialsExpireAt: Date.now() + 41.5 * MINUTE,
      },
      { ...base, id: '00000000000000b2', profile: 'over', credentialsExpireAt: Date.now() - 1 },
      {
        ...base,
        id: '00000000000000b3',
        profile: HOSTILE,
        credentialsExpireAt: Date.now() + 4.5 * MINUTE,
        startedAt: Date.now(),
      },
    ];
    for (const row of rows) await ledger.putSession(session(row));
    ledger.close();
    socket = join(place.home, 'tmux');
    const config = place.file(
      'tmux.conf',
      `set -g status-right-length 150\nset -g status-right '<#(sentinel prompt --tmux --color)>'\nset -g status-interval 1\n`,
    );
    pty = openPty('tmux', ['-u', '-S', socket, '-f', config, 'new-session', 'sh'], {
      env: place.env,
      cwd: place.home,
      columns: 180,
    });
  });
  afterEach(async () => {
    spawnSync('tmux', ['-S', socket, 'kill-server']);
    await pty.close();
  });

  test('shows what lives, and takes a name for nothing but a name', async () => {
    const screen = await pty.waitFor(/dev 0:41>/);
    expect(screen).toMatch(
      /<\?\?touch pwned\?\?touch pwned\?\?w%n\?\?touch p\.\.\. 0:04!, dev 0:41>/,
    );
    expect(screen).not.toContain('over');
    expect(readdirSync(place.home)).not.toContain('pwned');
  });
});

describe('prompt', () => {
  test('nothing outside of a session, and exit 0 unless it is asked for', () => {
    expect(run({})).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(run({}, '--all')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(run({}, '--exit-code').status).toBe(1);
    expect(run(inside('prod', 41 * MINUTE), '--exit-code')).toEqual({
      status: 0,
      stdout: 'prod 0:41',
      stderr: '',
    });
  });

  test('marks what ends soon and what has ended', () => {
    expect(run(inside('prod', 3 * MINUTE)).stdout).toBe('prod 0:03!');
    expect(run(inside('prod', -3 * MINUTE)).stdout).toBe('prod expired!');
    expect(run(inside('prod', -3 * MINUTE), '--format', '{state} {minutes} {id}').stdout).toBe(
      'ended 0 00000000000000a1',
    );
  });

  test('slips are told as everywhere else', () => {
    expect(run({}, '--fromat', 'x')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--format'),
    });
    expect(run({}, '--format', '{profil}')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('{profil}'),
    });
    expect(run({}, '--help').stdout).toContain('Usage: sentinel prompt');
  });

  test('in a person’s terminal it ends its line', async () => {
    const pty = openPty(process.execPath, [PROGRAM, 'prompt'], {
      env: { ...place.env, ...inside('prod', 41 * MINUTE) },
    });
    await pty.ended();
    expect(pty.output()).toBe('prod 0:41\r\n');
    await pty.close();
  });
});

describe('version', () => {
  test('names the version, Node, the platform, and exactly this build, however it is started', () => {
    const link = join(place.home, 'link');
    execFileSync('ln', ['-s', PROGRAM, link]);
    const [a, b] = [PROGRAM, link].map((program) =>
      JSON.parse(
        execFileSync(process.execPath, [program, 'version', '--json'], {
          env: place.env,
          encoding: 'utf8',
        }),
      ),
    );
    expect(a).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      build: expect.stringMatching(/^[0-9a-f]{12}$/),
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
    });
    expect(b).toEqual(a);
  });
});
