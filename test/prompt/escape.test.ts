import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { promptText } from '../../src/prompt/escape.ts';
import { HOSTILE } from '../helpers/hostile.ts';

const hosts = ['plain', 'bash', 'zsh', 'tmux'] as const;
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE));

describe('promptText', () => {
  test.each(hosts)('for %s holds nothing that acts', (host) => {
    fc.assert(
      fc.property(text, (name) => {
        const shown = promptText(name, host);
        expect(shown).not.toMatch(/[\x00-\x1f\x7f-\x9f$`\\#!"'(){}[\];&|<>*~^\n]/);
        expect([...shown].length).toBeLessThanOrEqual(host === 'zsh' ? 83 : 43);
        // In zsh a percent sign stands for itself only as two.
        if (host === 'zsh') expect(shown.replaceAll('%%', '')).not.toContain('%');
      }),
    );
  });

  test('names as AWS knows them stay', () => {
    const name = 'Prod-eu_1.a@b+c%:/x';
    expect(promptText(name, 'plain')).toBe(name);
    expect(promptText('größe 日本', 'bash')).toBe('größe 日本');
  });
});
