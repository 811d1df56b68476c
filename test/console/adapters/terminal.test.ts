import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { notStarted } from '../../../src/console/adapters/terminal.ts';

it('says which shell the system does not start', async () => {
  const child = spawn('/no/such/shell', []);
  const [error] = await once(child, 'error');
  expect(notStarted('/no/such/shell', error)).toMatchObject({
    kind: 'failed',
    message: 'Your shell /no/such/shell cannot be started (ENOENT).',
    next: [expect.stringContaining('SHELL')],
  });
});

it('leaves any other error as it is', () => {
  const bug = new Error('x');
  expect(notStarted('sh', bug)).toBe(bug);
  expect(notStarted('sh', null)).toBe(null);
});
