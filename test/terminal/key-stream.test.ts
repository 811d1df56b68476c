import { render, Text, useInput, usePaste } from 'ink';
import { createElement as h, useState } from 'react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openScreen, type Screen } from '../helpers/screen.ts';

describe('the keyboard under Ink', () => {
  let screen: Screen;
  let app: ReturnType<typeof render>;

  beforeEach(async () => {
    screen = openScreen({ columns: 60, rows: 10 });
    app = render(h(Typed), screen.inkOptions);
    await screen.waitFor('typed:');
  });
  afterEach(() => {
    app.unmount();
    screen.close();
  });

  /** Shows what was typed; Enter holds the keyboard, as the console's does. */
  function Typed() {
    const [typed, setTyped] = useState('');
    useInput((input, key) => {
      if (key.return) {
        screen.keyboard.hold();
        setTyped((before) => `${before}<enter>`);
      } else if (key.escape) setTyped((before) => `${before}<esc>`);
      else if (key.upArrow) setTyped((before) => `${before}<up>`);
      else if (key.backspace || key.delete) setTyped((before) => before.slice(0, -1));
      else setTyped((before) => before + input);
    });
    usePaste((text) => setTyped((before) => `${before}<paste ${text.length}>`));
    return h(Text, null, `typed: ${typed}`);
  }

  test('each key of a burst is a key of its own', async () => {
    await screen.burst('ab\x7fc\x1b[Aü🔥');
    expect(await screen.waitFor('🔥')).toContain('typed: ac<up>ü🔥');
  });

  test('what follows Enter in the same write stays in the kernel until release', async () => {
    await screen.burst('one\rls -l\rexit\r');
    await screen.waitFor('typed: one<enter>');
    expect(screen.unread()).toBe('ls -l\rexit\r');
    screen.keyboard.release();
    await screen.waitFor('typed: one<enter>ls -l<enter>');
    expect(screen.unread()).toBe('exit\r');
  });

  test('a lone ESC and a paste', async () => {
    await screen.press('escape');
    await screen.waitFor('typed: <esc>');
    await screen.paste('two\rlines');
    await screen.waitFor('typed: <esc><paste 9>');
  });

  test('nothing is read once nobody listens', async () => {
    app.unmount();
    await screen.burst('late');
    expect(screen.unread()).toBe('late');
  });

  test('the screen as a picture', async () => {
    await screen.burst('a <b> & ü');
    await screen.waitFor('& ü');
    const svg = screen.svg({ title: 'x < y' });
    expect(svg).toContain('>typed:\u00a0a\u00a0&lt;b&gt;\u00a0&amp;\u00a0</text>');
    expect(svg).toContain('>ü</text>');
    expect(svg).toContain('x &lt; y</text>');
    expect(svg.match(/textLength="8.4"/g)).toHaveLength(1);
  });
});
