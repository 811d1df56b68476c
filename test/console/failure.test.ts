import { expect, it } from 'vitest';
import { toFailure } from '../../src/console/failure.ts';
import { SentinelError } from '../../src/errors.ts';

it('passes on what is the user\u2019s to know', () => {
  expect(toFailure(new SentinelError('denied', 'No.', ['sentinel whoami']))).toEqual({
    text: 'No.',
    next: ['sentinel whoami'],
  });
});

it.each([new TypeError('wJalrXUtnFEMI'), 'wJalrXUtnFEMI', { message: 'wJalrXUtnFEMI' }])(
  'calls anything else a bug, and shows nothing of its message',
  (thrown) => {
    const { text } = toFailure(thrown);
    expect(text).toMatch(/^this is a bug \(/);
    expect(text).not.toContain('wJalr');
  },
);
