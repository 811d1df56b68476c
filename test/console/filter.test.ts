import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterIndexes, parseFilter, searchable } from '../../src/console/filter.ts';

const names = ['dev', 'prod', 'prod-db', 'staging', 'my-prod', 'payroll-deploy'];

function filter(text: string): string[] {
  return filterIndexes(
    names.map((name) => searchable([name, 'allow'])),
    text,
  ).map((index) => names[index] ?? '');
}

describe('the filter', () => {
  it.each([
    ['', names],
    ['prod', ['prod', 'prod-db', 'my-prod', 'payroll-deploy']],
    ['PROD', ['prod', 'prod-db', 'my-prod', 'payroll-deploy']],
    ['prod db', ['prod-db']],
    ['!prod', ['dev', 'staging']],
    ['prod !my', ['prod', 'prod-db', 'payroll-deploy']],
    ['pdb', ['prod-db']],
    ['allow', names],
    ['!', names],
    ['xyz', []],
  ])('%j gives %j', (text, expected) => {
    expect(filter(text)).toEqual(expected);
  });

  it('puts names that begin with the word before those that hold it, and those before loose matches', () => {
    const entries = [['a-p-r-o-d'], ['xprod'], ['prod']].map(searchable);
    expect(filterIndexes(entries, 'prod')).toEqual([2, 1, 0]);
  });

  it('reads words and their inversion', () => {
    expect(parseFilter('  Prod  !db ! ')).toEqual([
      { text: 'prod', invert: false },
      { text: 'db', invert: true },
    ]);
  });
});

const entry = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), maxLength: 8 }), {
  minLength: 1,
  maxLength: 3,
});
const entries = fc.array(entry.map(searchable), { maxLength: 20 });
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), minLength: 1, maxLength: 4 });

describe('the filter, whatever is in the lists', () => {
  it('gives each entry at most once', () => {
    fc.assert(
      fc.property(entries, word, (list, text) => {
        const found = filterIndexes(list, text);
        expect(new Set(found).size).toBe(found.length);
        for (const index of found) expect(list[index]).toBeDefined();
      }),
    );
  });

  it('a word and its inversion share the list between them', () => {
    fc.assert(
      fc.property(entries, word, (list, text) => {
        const both = [...filterIndexes(list, text), ...filterIndexes(list, `!${text}`)];
        expect(both.sort((a, b) => a - b)).toEqual(list.map((_, index) => index));
      }),
    );
  });

  it('another word never adds an entry', () => {
    fc.assert(
      fc.property(entries, word, word, (list, one, two) => {
        const narrow = filterIndexes(list, `${one} ${two}`);
        const wide = new Set(filterIndexes(list, one));
        for (const index of narrow) expect(wide).toContain(index);
      }),
    );
  });

  it('finds every entry by its own name', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 9 }), (list) => {
        list.forEach((name, index) => {
          fc.pre(!name.startsWith('!'));
          expect(
            filterIndexes(
              list.map((one) => searchable([one])),
              name,
            ),
          ).toContain(index);
        });
      }),
    );
  });
});
