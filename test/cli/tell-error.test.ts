import { describe, expect, it } from 'vitest';
import { tellError } from '../../src/cli/tell-error.ts';
import type { Context } from '../../src/context.ts';
import { SentinelError } from '../../src/errors.ts';

async function told(error: unknown, how = { oneLine: false, debug: false }) {
  let text = '';
  const ctx = { stdio: { stderr: { write: (part: string) => (text += part) } } };
  const code = await tellError(ctx as unknown as Context, error, how);
  return { code, text };
}

describe('tellError', () => {
  it('says what, why and what next, with the kind’s exit code', async () => {
    const error = new SentinelError('denied', 'prod is denied by rule "x".', ['sentinel whoami']);
    expect(await told(error)).toEqual({
      code: 3,
      text: 'sentinel: prod is denied by rule "x".\n  sentinel whoami\n',
    });
    expect((await told(error, { oneLine: true, debug: false })).text).toBe(
      'sentinel: prod is denied by rule "x". sentinel whoami\n',
    );
  });

  it('shows control characters of foreign text as escapes', async () => {
    const { text } = await told(new SentinelError('failed', 'rule \x1b]0;x\x07', ['\x1b[2J']));
    expect(text).not.toMatch(/[\x1b\x07]/);
  });

  it('lets no text in a message begin a line of its own', async () => {
    const error = new SentinelError('failed', 'evil\nsentinel: fake\r\nline', [
      'next\nsentinel: x',
    ]);
    const { text } = await told(error);
    expect(text).toBe('sentinel: evil\n  sentinel: fake\n  line\n  next\\nsentinel: x\n');
    expect((await told(error, { oneLine: true, debug: false })).text.match(/\n/g)).toHaveLength(1);
  });

  it('shows no message of a bug: it may hold a secret', async () => {
    const { code, text } = await told(new TypeError('wJalrXUtnFEMI is not a function'));
    expect(code).toBe(1);
    expect(text).toMatch(/this is a bug \(TypeError at /);
    expect(text).not.toContain('wJalrXUtnFEMI');
  });
});
