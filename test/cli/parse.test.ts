import { describe, expect, it } from 'vitest';
import { parseCommand, splitVerb } from '../../src/cli/parse.ts';
import type { CommandSpec } from '../../src/commands/types.ts';

const names = ['', 'exec', 'credentials', 'policy explain', 'sandbox'];
const exec: CommandSpec = {
  name: 'exec',
  summary: 'run a command',
  positionals: '[--] [command...]',
  takesCommand: true,
  flags: {
    profile: { type: 'string', summary: 'the profile', required: true, value: 'NAME' },
    duration: { type: 'string', summary: 'how long', default: '1h', env: 'SENTINEL_DURATION' },
    mode: { type: 'string', summary: 'how', choices: ['a', 'b'] },
    nested: { type: 'boolean', summary: 'again' },
  },
  examples: [],
  exitCodes: [0],
  run: async () => 0,
};
const plain: CommandSpec = { ...exec, name: 'credentials', takesCommand: false, positionals: '' };

describe('splitVerb', () => {
  it.each([
    [[], '', []],
    [['--sandbox'], '', ['--sandbox']],
    [['exec', '--profile', 'dev'], 'exec', ['--profile', 'dev']],
    [['--region', 'exec', 'exec', '--', 'exec'], 'exec', ['--region', 'exec', '--', 'exec']],
    [['--sandbox', 'policy', 'explain', '--json'], 'policy explain', ['--sandbox', '--json']],
  ])('%j is %j', (argv, verb, args) => {
    expect(splitVerb(argv, names)).toEqual({ verb, args });
  });

  it('takes a value of the console’s own flags for no verb', () => {
    const before = { policy: { type: 'string', summary: '' } } as const;
    const argv = ['--policy', 'file:p.yaml', '--sandbox'];
    expect(splitVerb(argv, names, before)).toEqual({ verb: '', args: argv });
  });

  it('leaves a flag that nobody knows, with its value, to the check of flags', () => {
    const argv = ['--sandbox', '--profile', 'dev'];
    expect(splitVerb(argv, names)).toEqual({ verb: '', args: argv });
  });

  it('names the nearest verb', () => {
    expect(() => splitVerb(['exce'], names)).toThrow(
      expect.objectContaining({ kind: 'usage', next: ['did you mean: sentinel exec'] }),
    );
    expect(() => splitVerb(['policy', 'explian'], names)).toThrow(
      expect.objectContaining({ next: ['sentinel policy explain'] }),
    );
    expect(() => splitVerb(['constructor'], names)).toThrow(/no command "constructor"/);
  });
});

describe('parseCommand', () => {
  const parse = (args: string[], env = {}, spec = exec) => parseCommand(spec, args, env);

  it('leaves the command of the user alone, with and without --', () => {
    const words = ['aws', 's3', 'ls', '--profile', 'x', '--', '-v'];
    expect(parse(['--profile', 'dev', ...words]).rest).toEqual(words);
    expect(parse(['--profile=dev', '--', ...words])).toMatchObject({
      flags: { profile: 'dev' },
      rest: words,
    });
    expect(parse(['--profile', 'dev']).rest).toBeNull();
    expect(parse(['--profile', 'dev', '--']).rest).toEqual([]);
  });

  it('takes flag over environment over default', () => {
    const env = { SENTINEL_DURATION: '30m' };
    expect(parse(['--profile', 'd', '--duration', '2h'], env).flags['duration']).toBe('2h');
    expect(parse(['--profile', 'd'], env).flags['duration']).toBe('30m');
    // Which of the two names the config file makes a difference: see config/load.ts.
    const named = parse(['--profile', 'd'], { SENTINEL_CONFIG: '/x' }).flags;
    expect(named).not.toHaveProperty('config');
    expect(parse(['--profile', 'd']).flags['duration']).toBe('1h');
  });

  it.each([
    [['--profil', 'dev'], /no flag --profil/],
    [['--profile'], /--profile needs a value/],
    [['--profile', '--nested'], /--profile needs a value/],
    [['--nested'], /--profile is required/],
    [['--profile', 'd', '--nested=yes'], /--nested takes no value/],
    [['--profile', 'd', '--mode', 'c'], /--mode takes a or b, not "c"/],
    [['--profile', 'd', '--__proto__', 'c'], /no flag --__proto__/],
  ])('%j is a usage error', (args, message) => {
    expect(() => parse(args)).toThrow(message);
  });

  it('refuses arguments that the command does not take', () => {
    expect(() => parse(['--profile', 'd', 'extra'], {}, plain)).toThrow(
      /takes no argument "extra"/,
    );
  });

  it('asks for nothing required when only help is wanted', () => {
    expect(parse(['--help']).flags['help']).toBe(true);
  });
});
