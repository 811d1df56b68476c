/** The same hand-over inside tmux, where a person at a server usually is. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTmux, type Tmux, tmuxMissing } from '../helpers/tmux.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { APP, fortyCharacters, makePlace, type Place, SHELLS } from './terminal-place.ts';

const TIMES = 10;

for (const { name, missing } of SHELLS) {
  const reason = tmuxMissing() || missing;
  describe.skipIf(reason)(reason || `the terminal lent to ${name} in tmux`, () => {
    let place: Place;
    let tmux: Tmux;

    beforeEach(async () => {
      place = makePlace([name]);
      tmux = await openTmux(APP, { env: place.env, cwd: place.home });
      await tmux.waitFor('last: none yet');
    });
    afterEach(async () => {
      await tmux.close();
      place.remove();
    });

    test(`40 characters in one write with Enter, and behind it (${TIMES} times)`, async () => {
      for (let time = 0; time < TIMES; time++) {
        const { command, trace } = fortyCharacters(`tmux${time}`);
        if (time % 2 === 0) await tmux.type(`\r${command}\r`);
        else {
          await tmux.press('Enter');
          await tmux.type(`${command}\r`);
        }
        await place.holds('out', `${trace}\n`);
        await tmux.type('exit 7\r');
        await tmux.waitFor('last: exit 7');
        await tmux.press('C-c');
        await tmux.waitFor('last: ctrl+c');
      }
    });

    test('Ctrl+C, suspend, resize, title, kill -9, quit', async () => {
      await tmux.press('Down', 'Enter');
      await tmux.type('echo in-$SUBSHELL_OF >>$O\r');
      await place.holds('out', 'in-two\n');
      const title = () => tmux.ask('#{pane_title}');
      // fish sets a title of its own with each prompt; ours comes back with the next tick.
      if (name !== 'fish') {
        await waitFor(async () => (await title()).endsWith('left'), {
          what: 'a title',
          describe: title,
        });
      }
      await tmux.type('echo sle""eping; sleep 1000\r');
      await tmux.waitFor('sleeping');
      await tmux.press('C-c');
      await tmux.type('suspend\r');
      await tmux.type('echo after >>$O\r');
      await place.holds('out', 'after\n');
      await tmux.resize(70, 20);
      await tmux.type(name === 'fish' ? 'kill -9 $fish_pid\r' : 'kill -9 $$\r');
      await tmux.waitFor('signal SIGKILL');
      const screen = await tmux.screen();
      expect(screen).toContain('> two');
      expect(screen).toContain('LIST 70x20');
      await tmux.press('q');
      await tmux.waitFor('the app has ended');
      expect(await tmux.ask('#{alternate_on} #{cursor_flag} #{mouse_any_flag}')).toBe('0 1 0');
    });
  });
}
