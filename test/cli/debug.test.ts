import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { debugLines } from '../../src/cli/debug.ts';

it('keeps what a server answered in one harmless line', () => {
  const stderr = new PassThrough({ encoding: 'utf8' });
  debugLines(stderr as unknown as NodeJS.WriteStream)(
    'sts:AssumeRole -> evil\nsentinel: fake\u009b2J',
  );
  expect(stderr.read()).toBe('sentinel: debug: sts:AssumeRole -> evil\\nsentinel: fake\\x9b2J\n');
});
