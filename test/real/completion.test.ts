import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteLedger } from '../../src/ledger/sqlite/engine.ts';
import { emergency } from '../ledger/samples.ts';
import { openShellPlace, PROGRAM, SHELLS, type ShellPlace } from './shell-place.ts';

/** How a person turns completion on. */
const RC = {
  bash: 'eval "$(sentinel completion bash)"',
  zsh: 'autoload -Uz compinit; compinit -u -D; eval "$(sentinel completion zsh)"',
  fish: 'sentinel completion fish | source',
} as const;

/** Names that would act if a shell read them. Each is the only one in the file. */
const NAMES = [
  'a b c',
  '$(touch pwned)',
  '`touch pwned`',
  'x;touch pwned',
  'x&&touch pwned #',
  '>pwned',
  "it's",
  'say "hi" to all',
  "'; touch pwned; '",
  '"; touch pwned; "',
  'back\\slash\\',
  '!!',
  'a!1',
  '#first',
  '~root',
  '=ls',
  '{a,b}',
  '*',
  '[a]?',
  '%n%{x%}',
  '$HOME',
  '(touch pwned)',
  'a|b',
  'prod:eu/west=1,x@y',
  'größe',
];

for (const { name: shell, missing } of SHELLS) {
  describe.skipIf(missing)(`completion in ${shell}${missing ? ` (${missing})` : ''}`, () => {
    let place: ShellPlace;

    beforeEach(() => {
      place = openShellPlace();
      place.file(
        'aws/config',
        '[profile dev]\nregion = eu-central-1\n[profile prod-eu]\n[profile prod-us]\n',
      );
      place.file('aws/credentials', '');
    });
    afterEach(() => place.close());

    const open = () => place.open(shell, RC[shell]);

    test('verbs, flags, profiles and choices', async () => {
      const line = await open();
      line.type('sentinel pol');
      await line.tab();
      await line.pty.waitFor('sentinel policy ');
      line.type('ex');
      await line.tab();
      line.type('--prof');
      await line.tab();
      line.type('d');
      await line.tab();
      line.type('--mode=ser');
      await line.tab();
      line.type('--reg');
      await line.tab();
      line.type('eu-c');
      await line.tab();
      expect(await line.enter()).toEqual(
        'policy explain --profile dev --mode=server --region eu-central-1'.split(' '),
      );
    });

    test('of several it shows all, and completes what they share', async () => {
      const line = await open();
      line.type('sentinel whoami --profile pr');
      await line.tab();
      await line.pty.waitFor('sentinel whoami --profile prod-');
      // bash shows them when Tab is pressed twice more, and fish at once.
      if (shell !== 'fish') await line.tab();
      if (shell === 'bash') await line.tab();
      await line.pty.waitFor(/prod-eu[\s\S]*prod-us/);
      line.type('us');
      expect(await line.enter()).toEqual(['whoami', '--profile', 'prod-us']);
    });

    if (shell !== 'bash') {
      test('says what each verb is for', async () => {
        const line = await open();
        line.type('sentinel wh');
        await line.tab();
        line.clear();
        line.type('sentinel ');
        await line.tab();
        await line.pty.waitFor('who AWS says you are');
      });
    }

    test('hostile names are what they are, and nothing is run', async () => {
      const line = await open();
      // fish expands a tilde that it has completed itself, so such a name is not offered there.
      for (const name of NAMES.filter((one) => shell !== 'fish' || !one.startsWith('~'))) {
        place.file('aws/config', '');
        place.file('aws/credentials', `[${name}]\naws_access_key_id = AKIAEXAMPLE\n`);
        line.type('sentinel whoami --profile ');
        await line.tab();
        expect(await line.enter(), name).toEqual(['whoami', '--profile', name]);
        // Begun by hand, inside of quotes.
        const quotes = [`'${name[0]}`, `"${name[0]}`].filter(
          (begun) => /^['"]\w/.test(begun) && !(begun.startsWith('"') && name.includes('!')),
        );
        for (const begun of quotes) {
          line.type(`sentinel whoami --profile ${begun}`);
          await line.tab();
          expect(await line.enter(), `${begun} ${name}`).toEqual(['whoami', '--profile', name]);
        }
      }
      expect(readdirSync(place.home)).not.toContain('pwned');
    });

    test('what a terminal would not show as it is, is not offered', async () => {
      place.file(
        'aws/credentials',
        '[x\u001b]0;pwned\u0007]\naws_access_key_id = A\n[x\u202ey]\naws_access_key_id = A\n[xyz]\n',
      );
      const line = await open();
      line.type('sentinel whoami --profile x');
      await line.tab();
      expect(await line.enter()).toEqual(['whoami', '--profile', 'xyz']);
      expect(line.pty.modes().title).not.toContain('pwned');
      expect(line.pty.output()).not.toContain('\u202e');
    });

    test('files, where a path is wanted', async () => {
      place.file('my files/the config.yaml', 'version: "1"\n');
      const line = await open();
      const path = 'my files/the config.yaml';
      for (const [typed, args] of [
        ['sentinel whoami --config my', ['whoami', '--config', path]],
        ['sentinel whoami --config=my', ['whoami', `--config=${path}`]],
        ['sentinel --policy file:my', ['--policy', `file:${path}`]],
      ] as const) {
        line.type(typed);
        await line.tab();
        await line.pty.waitFor(/files\\?\/?['"]?$/m);
        line.type('the');
        await line.tab();
        expect(await line.enter()).toEqual(args);
      }
    });

    test('policies that the config names', async () => {
      place.file(
        'config/sentinel/config.yaml',
        'version: "1"\npolicy: ssm:/corp/policies/{profile}\n',
      );
      const line = await open();
      line.type('sentinel exec --policy ssm:/corp');
      await line.tab();
      expect(await line.enter()).toEqual(['exec', '--policy', 'ssm:/corp/policies/{profile}']);
      line.type('sentinel exec --policy-parameter=/cor');
      await line.tab();
      expect(await line.enter()).toEqual(['exec', '--policy-parameter=/corp/policies/{profile}']);
    });

    test('the command that exec runs, and its own words', async () => {
      place.file('a-certain-file', '');
      const line = await open();
      line.type('sentinel exec --profile dev -- other-com');
      await line.tab();
      line.type('a-cert');
      await line.tab();
      expect(await line.enter()).toEqual(
        'exec --profile dev -- other-command a-certain-file'.split(' '),
      );
    });

    test('ids of the ledger, which is only read', async () => {
      const path = join(place.home, 'state/sentinel/ledger.db');
      const ledger = await openSqliteLedger(path, () => Date.now());
      const event = emergency({ createdAt: Date.now(), expiresAt: Date.now() + 3_600_000 });
      await ledger.openBreakglass(event);
      const before = tree(join(place.home, 'state'));
      const line = await open();
      line.type(`sentinel breakglass close ${event.id.slice(0, 3)}`);
      await line.tab();
      expect(await line.enter()).toEqual(['breakglass', 'close', event.id]);
      expect(tree(join(place.home, 'state'))).toEqual(before);
      // Nobody has it open any more.
      ledger.close();
      const closed = tree(join(place.home, 'state'));
      line.type(`sentinel breakglass close ${event.id.slice(0, 3)}`);
      await line.tab();
      expect(await line.enter()).toEqual(['breakglass', 'close', event.id]);
      expect(tree(join(place.home, 'state'))).toEqual(closed);
    });

    test('people of the sandbox, whose files are the ones that count there', async () => {
      place.file('state/sentinel/sandbox/people/bob/config', '[profile only-bobs]\n');
      const line = await open();
      line.type('sentinel --sandbox --as bo');
      await line.tab();
      line.type('whoami --profile ');
      await line.tab();
      expect(await line.enter()).toEqual(
        '--sandbox --as bob whoami --profile only-bobs'.split(' '),
      );
    });

    test('says nothing where nothing can be known', async () => {
      execFileSync('mkfifo', [join(place.home, 'pipe')]);
      const line = await open();
      line.type('AWS_CONFIG_FILE=x sentinel wh');
      await line.tab();
      line.clear();
      for (const typed of [
        'sentinel nothing-of-ours --profile ',
        'sentinel whoami --no-such-flag=',
        'sentinel whoami a b c ',
        `sentinel exec --policy ssm:/x --config=${join(place.home, 'pipe')} --policy-parameter /nowhere`,
      ]) {
        line.type(typed);
        await line.tab();
        line.clear();
      }
      line.type('sentinel whoami');
      expect(await line.enter()).toEqual(['whoami']);
      expect(line.pty.screen()).not.toMatch(/error|Error|not found|unmatched|parse/);
    });
  });
}

describe('ways to turn completion on', () => {
  let place: ShellPlace;
  beforeEach(() => {
    place = openShellPlace();
    place.file('aws/config', '[profile dev]\n');
  });
  afterEach(() => place.close());

  const script = (shell: string) =>
    execFileSync(process.execPath, [PROGRAM, 'completion', shell], { encoding: 'utf8' });
  const missing = (shell: string) => SHELLS.find(({ name }) => name === shell)?.missing || '';

  test.skipIf(missing('zsh'))(`zsh: a file in $fpath ${missing('zsh')}`, async () => {
    place.file('functions/_sentinel', script('zsh'));
    const rc = `fpath=(${place.home}/functions $fpath); autoload -Uz compinit; compinit -u -D`;
    const line = await place.open('zsh', rc);
    // Loaded with the first press of Tab, and there with the second.
    for (const typed of ['d', 'de']) {
      line.type(`sentinel whoami --profile ${typed}`);
      await line.tab();
      expect(await line.enter()).toEqual(['whoami', '--profile', 'dev']);
    }
  });

  test.skipIf(missing('fish'))(`fish: a file of its own ${missing('fish')}`, async () => {
    place.file('config/fish/completions/sentinel.fish', script('fish'));
    const line = await place.open('fish');
    line.type('sentinel whoami --profile d');
    await line.tab();
    expect(await line.enter()).toEqual(['whoami', '--profile', 'dev']);
  });

  test.skipIf(missing('bash'))(
    `bash: with what completes other commands ${missing('bash')}`,
    async () => {
      const rc = `${RC.bash}\n_command_offset() { COMPREPLY=("word-$1"); }`;
      const line = await place.open('bash', rc);
      line.type('sentinel exec --config=x --profile "a b" -- other-command y');
      await line.tab();
      // bash counts the equals sign as a word.
      expect((await line.enter()).at(-1)).toBe('word-8');
    },
  );

  test.each(SHELLS)('$name: the script has no slip', ({ name, missing: reason }) => {
    if (reason) return;
    const { status, stderr } = spawnSync(name, ['-n', place.file('script', script(name))], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('an answer to Tab', () => {
  test('asks nobody, and writes nothing', async () => {
    const place = openShellPlace();
    let calls = 0;
    const server = createServer((_, response) => {
      calls++;
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      place.file(
        'aws/config',
        `[profile dev]\nsso_session = corp\n[sso-session corp]\nsso_start_url = ${url}\n`,
      );
      place.file(
        'config/sentinel/config.yaml',
        `version: "1"\nendpoints: {ssm: "${url}", sts: "${url}"}\n`,
      );
      const before = tree(place.home, ['cache']);
      const env = { ...place.env, AWS_ENDPOINT_URL: url, HTTP_PROXY: url, SENTINEL_PROFILE: 'dev' };
      for (const words of [
        ['__complete', 'fish', 'exec', '--profile', ''],
        ['__complete', 'fish', 'breakglass', 'close', ''],
        ['__complete', 'fish', 'login', '--sso-session', ''],
        ['__complete', 'fish', '--policy', ''],
        ['__complete', 'fish', '--sandbox', 'exec', '--profile', ''],
        ['prompt', '--all'],
        ['prompt', '--tmux'],
      ]) {
        execFileSync(process.execPath, [PROGRAM, ...words], { env });
      }
      expect(calls).toBe(0);
      expect(tree(place.home, ['cache'])).toEqual(before);
    } finally {
      server.close();
      await place.close();
    }
  });

  test('whatever it is asked, it does not fail', () => {
    for (const words of [
      [],
      ['zsh'],
      ['bash'],
      ['bash', ' ', '"'],
      ['ksh', 'x'],
      ['fish', '--', '--', ''],
    ]) {
      const out = execFileSync(process.execPath, [PROGRAM, '__complete', ...words], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
      expect(out.startsWith('words\n') || out === '').toBe(true);
    }
  });
});

/** Every file below a folder with what is in it. */
function tree(folder: string, but: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name);
    if (but.some((one) => name === one || name.startsWith(`${one}/`)) || !statSync(path).isFile())
      continue;
    // SQLite's shared memory is where its readers put their marks; it is no part of what is stored.
    found[name] = name.endsWith('-shm') ? '' : readFileSync(path).toString('base64');
  }
  return found;
}
