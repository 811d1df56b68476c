/** The hand-over of the terminal to bash, zsh and fish in a real pty. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPty, type Pty } from '../helpers/pty.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { APP, fortyCharacters, makePlace, type Place, SHELLS } from './terminal-place.ts';

const TIMES = 10;

for (const { name, missing } of SHELLS) {
  describe.skipIf(missing)(missing || `the terminal lent to ${name}`, () => {
    let place: Place;
    let pty: Pty;

    beforeEach(async () => {
      place = makePlace([name]);
      pty = openPty(APP[0], [APP[1]], { env: place.env, cwd: place.home });
      await pty.waitFor('last: none yet');
    });
    afterEach(async () => {
      await pty.close();
      place.remove();
    });

    /** Leaves the shell by `exit 7` and waits for the list. */
    async function leave(): Promise<void> {
      pty.type('exit 7\r');
      await pty.waitFor('last: exit 7');
      // Something else in that line, so that the next wait is not over before it began.
      pty.press('escape');
      await pty.waitFor('last: escape');
    }

    async function enterShell(): Promise<void> {
      pty.press('enter');
      await pty.waitFor('entering');
      pty.type('echo in-$SUBSHELL_OF >>$O\r');
      await place.holds('out', 'in-');
    }

    test(`40 characters typed behind Enter all arrive (${TIMES} times)`, async () => {
      for (let time = 0; time < TIMES; time++) {
        const { command, trace } = fortyCharacters(`typed${time}`);
        pty.press('enter', ...command, 'enter');
        await place.holds('out', `${trace}\n`);
        await leave();
      }
    });

    test(`the same 40 in one write with Enter all arrive (${TIMES} times)`, async () => {
      for (let time = 0; time < TIMES; time++) {
        const { command, trace } = fortyCharacters(`burst${time}`);
        pty.type(`\r${command}\r`);
        await place.holds('out', `${trace}\n`);
        await leave();
      }
    });

    test('keys before Enter are the list, keys behind it the shell, the rest of it the list again', async () => {
      pty.type('\x1b[B\x1b[B\recho row-$SUBSHELL_OF >>$O\r');
      await place.holds('out', 'row-three\n');
      pty.type('exit\r');
      await pty.waitFor('last: exit 0');
      await pty.waitFor('> three');
      pty.press('up');
      await pty.waitFor('> two');
    });

    test('the rc file is read, and the environment is what was given', async () => {
      await enterShell();
      if (name !== 'fish') {
        pty.type('echo rc-$RC_SEEN >>$O\r');
        await place.holds('out', 'rc-yes\n');
      }
      pty.type('env | grep -c "^npm_" >>$O; echo counted >>$O\r');
      expect(await place.holds('out', 'counted\n')).toMatch(/\n0\ncounted\n$/);
      await leave();
    });

    test('Ctrl+C is the child’s alone', async () => {
      await enterShell();
      pty.type('echo sle""eping; sleep 1000\r');
      await pty.waitFor('sleeping');
      pty.press('ctrl+c');
      // One that comes between two owners of the terminal reaches the list, and must not end it.
      process.kill(pty.pid, 'SIGINT');
      pty.type('echo after-sleep >>$O\r');
      await place.holds('out', 'after-sleep\n');
      await leave();
      pty.press('ctrl+c');
      await pty.waitFor('last: ctrl+c in the app');
    });

    test('kill -9 of the shell brings the list back with its state, and the next shell works', async () => {
      pty.press('down', 'down');
      await pty.waitFor('> three');
      for (let time = 0; time < 3; time++) {
        await enterShell();
        pty.type(name === 'fish' ? 'kill -9 $fish_pid\r' : 'kill -9 $$\r');
        await pty.waitFor('last: exit 137 signal SIGKILL');
        expect(pty.screen()).toContain('> three');
        pty.press('escape');
        await pty.waitFor('last: escape');
      }
    });

    test('suspend deadlocks nothing', async () => {
      await enterShell();
      pty.type('suspend\r');
      pty.type('echo after-suspend >>$O\r');
      await place.holds('out', 'after-suspend\n');
      await leave();
    });

    test('a resize meanwhile is seen by the shell and by the list', async () => {
      await enterShell();
      pty.resize(101, 31);
      pty.type('stty size >>$O\r');
      await place.holds('out', '31 101\n');
      pty.type('exit\r');
      await pty.waitFor('LIST 101x31');
    });

    test('modes that a killed program left are cleared', async () => {
      await enterShell();
      pty.type('printf \'\\033[?1003h\\033[?1006h\\033[?25l\\033[?1049h\'; echo se""t >>$O\r');
      await place.holds('out', 'set\n');
      await waitFor(() => pty.modes().mouse, { what: 'mouse reports' });
      pty.type(name === 'fish' ? 'kill -9 $fish_pid\r' : 'kill -9 $$\r');
      await pty.waitFor('signal SIGKILL');
      expect(pty.modes()).toMatchObject({ mouse: false, paste: false, alternate: true });
    });
  });
}

describe('the terminal lent to anything', () => {
  test('a program that does not exist is an exit code, not a crash', async () => {
    const place = makePlace(['/nonexistent/shell']);
    const pty = openPty(APP[0], [APP[1]], { env: place.env });
    await pty.waitFor('LIST');
    pty.press('enter');
    await pty.waitFor('last: exit 127 signal null');
    await pty.close();
    place.remove();
  });

  test('arguments with blanks, quotes and dollars reach the program as they are', async () => {
    const words = ["it's", '$HOME', 'a  b', '"q"', '`id`', '\\n', '*', ''];
    const script = 'for word; do printf "<%s>" "$word"; done >>$O; exit 3';
    const place = makePlace(['sh', '-c', script, 'sh', ...words]);
    const pty = openPty(APP[0], [APP[1]], { env: place.env });
    await pty.waitFor('LIST');
    pty.press('enter');
    await pty.waitFor('last: exit 3 ');
    expect(await place.holds('out', '<>')).toBe(words.map((word) => `<${word}>`).join(''));
    await pty.close();
    place.remove();
  });

  test('nothing of npm is in its environment, and it stands where the person stood', async () => {
    const place = makePlace(['sh', '-c', 'env >$O.env; pwd >>$O; exit 4']);
    const npm = {
      npm_lifecycle_event: 'start',
      npm_config__auth: 'secret',
      INIT_CWD: place.home,
      PATH: `/repo/node_modules/.bin:${place.env.PATH}`,
    };
    const pty = openPty(APP[0], [APP[1]], { env: { ...place.env, ...npm }, cwd: '/' });
    await pty.waitFor('LIST');
    pty.press('enter');
    await pty.waitFor('last: exit 4');
    expect(await place.holds('out', '\n')).toBe(`${place.home}\n`);
    const env = await place.holds('out.env', 'PATH=');
    expect(env).not.toMatch(/npm_|INIT_CWD|node_modules\/\.bin/);
    await pty.close();
    place.remove();
  });

  test('a system whose sh is bash', async () => {
    const place = makePlace(['bash']);
    mkdirSync(place.file('bin'));
    symlinkSync('/bin/bash', place.file('bin/sh'));
    const env = { ...place.env, PATH: `${place.file('bin')}:${place.env.PATH}` };
    const pty = openPty(APP[0], [APP[1]], { env });
    await pty.waitFor('LIST');
    const { command, trace } = fortyCharacters('bash-sh');
    pty.type(`\r${command}\r`);
    await place.holds('out', `${trace}\n`);
    pty.type('suspend\r');
    pty.type('echo after >>$O\r');
    await place.holds('out', 'after\n');
    pty.type('exit 148\r');
    await pty.waitFor('last: exit 148');
    pty.press('enter');
    pty.type('kill -9 $$\r');
    await pty.waitFor('signal SIGKILL');
    // The wrapper keeps its own words to itself.
    expect(pty.output()).not.toMatch(/Killed|Stopped|no job control/);
    await pty.close();
    place.remove();
  });

  test('the title counts down while the shell runs, also when it is busy', async () => {
    const place = makePlace(['bash']);
    const pty = openPty(APP[0], [APP[1]], { env: { ...place.env, TEST_EXPIRES_MS: '61000' } });
    await pty.waitFor('LIST');
    pty.press('enter');
    // Ended by a file, not by Ctrl+C: a signal that comes between two `sleep`s meets no process.
    pty.type('while [ ! -e $O ]; do echo busy; sleep 0.01; done; exit 0\r');
    await waitFor(() => pty.modes().title === 'one 0:01 left', { what: 'a title' });
    await waitFor(() => pty.modes().title === 'one 60 s left', { what: 'the next title' });
    expect(pty.output()).toContain('\x07\x1b]9;Sentinel: one: 1 min left\x07');
    writeFileSync(place.file('out'), '');
    await pty.waitFor('last: exit 0');
    await pty.close();
    place.remove();
  });

  test('stty tostop in a person’s rc does not put the console to sleep', async () => {
    const place = makePlace(['bash']);
    const pty = openPty(APP[0], [APP[1]], { env: { ...place.env, TEST_EXPIRES_MS: '63000' } });
    await pty.waitFor('LIST');
    pty.press('enter');
    pty.type('stty tostop; echo s""et >>$O\r');
    await place.holds('out', 'set\n');
    // The title changes now; a process that wrote it as any other would be stopped.
    await waitFor(() => pty.modes().title === 'one 60 s left', { what: 'the title at 60 s' });
    pty.type('exit 5\r');
    await pty.waitFor('last: exit 5');
    pty.press('down');
    await pty.waitFor('> two');
    await pty.close();
    place.remove();
  });
});
