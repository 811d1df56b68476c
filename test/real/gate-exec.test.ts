/** `exec` as a parent: exit codes, signals, the terminal, nesting. */
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPty } from '../helpers/pty.ts';
import { openPlace, type Place } from './gate-place.ts';

let place: Place;
beforeAll(() => {
  place = openPlace();
  place.run(['whoami']);
});
afterAll(() => place.close());

const LOOP = 'echo READY; while :; do sleep 0.05; done';

describe('exec', () => {
  it.each([
    ['an exit code', ['sh', '-c', 'exit 42'], 42],
    ['success', ['true'], 0],
    ['an end by a signal', ['sh', '-c', 'kill -TERM $$'], 143],
    ['a kill', ['sh', '-c', 'kill -KILL $$'], 137],
    ['a command that is not there', ['no-such-command-of-anybody'], 127],
    ['a file that may not be run', ['/etc/passwd'], 126],
  ])('ends as its child does: %s', (_, command, code) => {
    expect(place.run(['exec', '-p', 'dev', '--', ...command]).code).toBe(code);
  });

  it('passes words on as they are, with -- and without', () => {
    const words = ['printf', '%s|', '--profile', 'a b', '', '$HOME', '*', '-h'];
    const wanted = '--profile|a b||$HOME|*|-h|';
    expect(place.run(['exec', '-p', 'dev', '--', ...words]).out).toBe(wanted);
    expect(place.run(['exec', '-p', 'dev', ...words]).out).toBe(wanted);
  });

  it('starts the user’s shell where no command is named', () => {
    const shell = place.file('my-shell', '#!/bin/sh\necho "a shell for $SENTINEL_PROFILE"\n');
    place.tool('chmod', ['+x', shell]);
    expect(place.run(['exec', '-p', 'dev'], { SHELL: shell }).out).toBe('a shell for dev\n');
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR1'] as const)('passes %s on', async (signal) => {
    const script = `trap 'echo GOT; exit 7' ${signal.slice(3)}; ${LOOP}`;
    const child = place.start(['exec', '-p', 'dev', '--', 'sh', '-c', script]);
    let out = '';
    child.stdout?.on('data', (chunk) => {
      out += chunk;
      if (out === 'READY\n') child.kill(signal);
    });
    const [code] = await once(child, 'close');
    expect([out, code]).toEqual(['READY\nGOT\n', 7]);
  });

  it('records the end of its session, also where the child was killed', () => {
    place.run(['exec', '-p', 'dev', '--', 'sh', '-c', 'kill -KILL $$']);
    const inside = place.run(['exec', '-p', 'dev', '--', 'sh', '-c', 'echo $SENTINEL_SESSION_ID']);
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const ledger = new DatabaseSync(join(place.folder, 'sandbox/state/ledger.db'), {
      readOnly: true,
    });
    const rows = ledger.prepare('select * from sessions').all();
    ledger.close();
    const here = rows.filter((row) => row['host'] !== 'sandbox');
    expect(inside.out.trim()).toMatch(/^[0-9a-f]{16}$/);
    expect(here.map((row) => row['id'])).toContain(inside.out.trim());
    expect(here.filter((row) => row['status'] !== 'ended')).toEqual([]);
  });
});

describe('a session inside a session', () => {
  it('is refused with where one is and how to leave', () => {
    const { code, err } = place.run([
      'exec',
      '-p',
      'dev',
      '--',
      'sentinel',
      '--sandbox',
      'exec',
      '-p',
      'staging',
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/in a Sentinel session already: \[dev\] until/);
    expect(err).toMatch(/exit/);
  });

  it('starts again from the base credentials with --nested', () => {
    const { code, out } = place.run([
      'exec',
      '-p',
      'dev',
      '--',
      'sentinel',
      '--sandbox',
      'exec',
      '--nested',
      '-p',
      'staging',
      '--',
      'sh',
      '-c',
      'echo $SENTINEL_PROFILE $SENTINEL_SOURCE_IDENTITY',
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^staging sentinel=alice=direct=[0-9a-f]{8}\n$/);
  });
});

describe('in a terminal', () => {
  it('Ctrl+C goes to the child, once, and its end is ours', async () => {
    const script = `trap 'echo GOT-INT; exit 9' INT; ${LOOP}`;
    const pty = openPty(
      join(place.folder, 'sentinel'),
      ['exec', '-p', 'dev', '--', 'sh', '-c', script],
      {
        env: place.env,
      },
    );
    try {
      await pty.waitFor('READY');
      pty.type('\x03');
      const { exitCode } = await pty.ended();
      expect(exitCode).toBe(9);
      expect(pty.output().match(/GOT-INT/g)).toHaveLength(1);
    } finally {
      await pty.close();
    }
  });

  it('a child that ignores Ctrl+C goes on, and so do we', async () => {
    const script = 'trap \'\' INT; echo READY; read line; echo "GOT $line"';
    const pty = openPty(
      join(place.folder, 'sentinel'),
      ['exec', '-p', 'dev', '--', 'sh', '-c', script],
      {
        env: place.env,
      },
    );
    try {
      await pty.waitFor('READY');
      pty.type('\x03');
      pty.type('hello\r');
      await pty.waitFor('GOT hello');
      expect((await pty.ended()).exitCode).toBe(0);
    } finally {
      await pty.close();
    }
  });

  it('a shell has job control', async () => {
    const pty = openPty(
      join(place.folder, 'sentinel'),
      ['exec', '-p', 'dev', '--', 'bash', '--norc', '-i'],
      {
        env: { ...place.env, PS1: 'ready> ' },
      },
    );
    try {
      await pty.waitFor('ready>');
      pty.type('sleep 100\r');
      await pty.waitFor('sleep 100');
      pty.type('\x1a');
      await pty.waitFor('Stopped');
      pty.type('fg\r');
      await pty.waitFor(/Stopped[\s\S]*sleep 100[\s\S]*fg\s+sleep 100/);
      pty.type('\x03');
      await pty.waitFor(/\^C\s+ready>/);
      pty.type('exit 5\r');
      expect((await pty.ended()).exitCode).toBe(5);
    } finally {
      await pty.close();
    }
  });
});
