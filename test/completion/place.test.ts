import { describe, expect, test } from 'vitest';
import { type Place, placeOf } from '../../src/completion/place.ts';
import { tableOf } from '../../src/completion/table.ts';
import { commandSpec } from './specs.ts';

const table = tableOf(
  [
    commandSpec({
      name: '',
      summary: 'the console',
      flags: { inline: { type: 'boolean', summary: 'i' } },
    }),
    commandSpec({
      name: 'exec',
      summary: 'run',
      takesCommand: true,
      flags: {
        profile: { type: 'string', short: 'p', completes: 'profile', summary: 'the profile' },
        mode: { type: 'string', choices: ['cli', 'server'], summary: 'how' },
        text: { type: 'string', summary: 'anything' },
        nested: { type: 'boolean', summary: 'n' },
      },
    }),
    commandSpec({ name: 'policy explain', summary: 'why' }),
    commandSpec({ name: 'policy diff', summary: 'what' }),
    commandSpec({ name: 'close', completes: ['breakglass'], positionals: 'ID' }),
    commandSpec({
      name: 'check',
      completes: [['all', 'one'], 'file'],
      positionals: 'WHAT [PATH...]',
    }),
    commandSpec({ name: 'serve', hidden: true }),
  ],
  {
    help: { type: 'boolean', short: 'h', summary: 'help' },
    region: { type: 'string', completes: 'region', summary: 'r' },
  },
);

/** The place behind a line whose last word is the cursor's. */
function at(line: string): Place {
  const words = line.split(' ');
  return placeOf(table, words.slice(0, -1), words.at(-1) ?? '').place;
}

const words = (place: Place) =>
  place.kind === 'words' ? place.words.map(({ word }) => word) : place;

describe('verbs', () => {
  test.each([
    ['', ['exec', 'policy', 'close', 'check']],
    ['ex', ['exec', 'policy', 'close', 'check']],
    ['--help ', ['exec', 'policy', 'close', 'check']],
    ['--region eu-central-1 --inline ', ['exec', 'policy', 'close', 'check']],
    ['policy ', ['explain', 'diff']],
    ['--region eu-central-1 policy ex', ['explain', 'diff']],
    ['policy explain ', { kind: 'nothing' }],
    ['nothing ', { kind: 'nothing' }],
    ['policy nothing ', { kind: 'nothing' }],
    ['serve ', { kind: 'nothing' }],
  ])('%j', (line, wanted) => expect(words(at(line))).toEqual(wanted));

  test('a family says which verbs it has', () => {
    const place = at('');
    expect(place.kind === 'words' && place.words[1]).toEqual({
      word: 'policy',
      about: 'explain, diff',
    });
  });
});

describe('flags', () => {
  test.each([
    ['-', ['--help', '--region', '--inline']],
    ['exec --', ['--help', '--region', '--profile', '--mode', '--text', '--nested']],
    ['exec --profile dev --nested -h --', ['--region', '--mode', '--text']],
    ['exec --profile=dev -', ['--help', '--region', '--mode', '--text', '--nested']],
    ['policy --', ['--help', '--region', '--inline']],
    ['close -- --', { kind: 'value', head: '', of: 'breakglass' }],
  ])('%j', (line, wanted) => expect(words(at(line))).toEqual(wanted));
});

describe('values', () => {
  test.each([
    ['exec --profile ', { kind: 'value', head: '', of: 'profile' }],
    ['exec -p de', { kind: 'value', head: '', of: 'profile' }],
    ['exec --profile=de', { kind: 'value', head: '--profile=', of: 'profile' }],
    ['exec --mode ', ['cli', 'server']],
    ['exec --mode=s', ['cli', 'server']],
    ['exec --text ', { kind: 'nothing' }],
    ['exec --text --mode ', { kind: 'command', at: 3 }],
    ['exec --nested=', { kind: 'nothing' }],
    ['exec --unknown=', { kind: 'nothing' }],
    ['--region ', { kind: 'value', head: '', of: 'region' }],
    ['close ', { kind: 'value', head: '', of: 'breakglass' }],
    ['close a ', { kind: 'nothing' }],
    ['check ', ['all', 'one']],
    ['check all ', { kind: 'value', head: '', of: 'file' }],
    ['check all a b c ', { kind: 'value', head: '', of: 'file' }],
  ])('%j', (line, wanted) => expect(words(at(line))).toEqual(wanted));
});

describe('the command of exec', () => {
  test.each([
    ['exec ', 1],
    ['exec aw', 1],
    ['exec --profile dev aws s3 ', 3],
    ['exec --profile dev -- ', 4],
    ['exec --profile dev -- aws --profile ', 4],
    ['--region x exec -- --', 4],
  ])('%j begins at word %i', (line, begins) =>
    expect(at(line)).toEqual({ kind: 'command', at: begins }),
  );
});

test('the flags that are given are told, with their values', () => {
  const { given } = placeOf(
    table,
    ['--inline', 'exec', '--profile=a=b', '-h', '--mode', 'cli'],
    '',
  );
  expect([...given]).toEqual([
    ['inline', ''],
    ['profile', 'a=b'],
    ['help', ''],
    ['mode', 'cli'],
  ]);
});
