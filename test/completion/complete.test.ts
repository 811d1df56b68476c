import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { complete } from '../../src/completion/complete.ts';
import { declared } from '../../src/completion/declared.ts';
import type { LocalContext } from '../../src/completion/local.ts';
import type { Table } from '../../src/completion/table.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/engine.ts';
import { contextPaths } from '../../src/sandbox/home.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { emergency, HOUR, session, T0 } from '../ledger/samples.ts';

const BREAKS = ' \t\n"\'@><=;|&(:';
let folder: string;
let table: Table;
let ctx: LocalContext;

beforeEach(async () => {
  folder = tempDir();
  table = await declared();
  ctx = { env: {}, clock: { now: () => T0 + 1 }, paths: contextPaths(folder, 'alice') };
  mkdirSync(join(folder, 'people/alice'), { recursive: true });
  writeFileSync(ctx.paths.awsConfig, '[profile dev]\n[profile a:b]\n[sso-session corp]\n');
  writeFileSync(ctx.paths.awsCredentials, "[it's a $(trap)]\nx=1\n[-rf]\nx=1\n[a\u001bb]\nx=1\n");
});

const fish = (...words: string[]) => complete(table, ['fish', ...words], ctx);
const bash = (text: string) => complete(table, ['bash', BREAKS, text], ctx);
const first = (text: string) =>
  text
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split('\t')[0]);

describe('profiles', () => {
  test('but none that would be taken for a flag, or would not show as it is', () => {
    expect(first(fish('exec', '--profile', ''))).toEqual(['dev', 'a:b', "it's a $(trap)"]);
  });
  test('behind the equals sign also one that begins with a dash', () => {
    expect(first(fish('exec', '--profile='))).toContain('--profile=-rf');
  });
  test('bash gets what readline has not kept, quoted for the place', () => {
    expect(bash('sentinel exec --profile a:')).toBe('words\nb\n');
    expect(bash('sentinel exec --profile=d')).toBe('words\ndev\n');
    expect(bash('sentinel exec --profile i')).toBe("words\nit\\'s\\ a\\ \\$\\(trap\\)\n");
    expect(bash('sentinel exec --profile "i')).toBe("words\nit's a \\$(trap)\n");
    expect(bash("sentinel exec --profile 'i")).toBe("words\nit'\\''s a $(trap)\n");
    expect(bash('sentinel exec --profile nothing')).toBe('');
  });
  test('of the sandbox, where the line or the environment says so', () => {
    const home = join(folder, 'sandbox');
    mkdirSync(join(home, 'people/bob'), { recursive: true });
    writeFileSync(join(home, 'people/bob/config'), '[profile bobs]\n');
    const env = { SENTINEL_SANDBOX_HOME: home };
    ctx = { ...ctx, env };
    expect(first(fish('--sandbox', '--as', 'bob', 'exec', '--profile', ''))).toEqual(['bobs']);
    expect(fish('--sandbox', '--as', '../people/bob', 'exec', '--profile', '')).toBe('');
    ctx = { ...ctx, env: { ...env, SENTINEL_SANDBOX: '1' } };
    expect(first(fish('--as', 'bob', 'exec', '--profile', ''))).toEqual(['bobs']);
    ctx = { ...ctx, env: { ...env, SENTINEL_SANDBOX: '0' } };
    expect(first(fish('exec', '--profile', ''))).toContain('dev');
  });
});

test('other names', () => {
  writeFileSync(ctx.paths.config, 'policy: ssm:/mine\n');
  expect(first(fish('login', '--sso-session', ''))).toEqual(['corp']);
  expect(first(fish('--policy', ''))).toEqual([
    'ssm:/mine',
    'ssm:/sentinel/policies/{profile}',
    'file:',
  ]);
  expect(first(fish('config', 'validate', 'ssm:'))).toContain('ssm:/mine');
  expect(fish('config', 'validate', 'pol')).toBe('files 0\n');
  expect(fish('--policy', 'file:x')).toBe('files 5\n');
  expect(fish('--config=x')).toBe('files 9\n');
  expect(fish('config', 'generate', '--output', '')).toBe('folders 0\n');
  expect(bash('sentinel --policy f')).toBe('partial\nfile:\n');
  expect(fish('exec', '--', 'aws', '')).toBe('command 2\n');
  expect(bash('sentinel  exec -- aws s')).toBe('command 18\n');
});

describe('ids', () => {
  test('open emergencies first; what the clock has ended says so', async () => {
    const ledger = await openSqliteLedger(join(ctx.paths.state, 'ledger.db'), () => T0);
    const old = T0 - 5 * HOUR;
    await ledger.openBreakglass(
      emergency({ id: '00000000000000e2', profile: 'dev', createdAt: old, expiresAt: old + HOUR }),
    );
    await ledger.openBreakglass(emergency());
    for (const open of [true, false]) {
      if (!open) ledger.close();
      expect(fish('breakglass', 'close', '')).toBe(
        'words\n00000000000000e1\tprod, alice, active\n00000000000000e2\tdev, alice, expired\n',
      );
    }
  });

  test('no ledger, and a broken one: nothing', async () => {
    expect(fish('breakglass', 'close', '')).toBe('');
    mkdirSync(ctx.paths.state, { recursive: true });
    writeFileSync(join(ctx.paths.state, 'ledger.db'), 'no database');
    expect(fish('breakglass', 'close', '')).toBe('');
  });

  test('sessions', async () => {
    const ledger = await openSqliteLedger(join(ctx.paths.state, 'ledger.db'), () => T0);
    await ledger.putSession(session({ status: 'active' }));
    ledger.close();
    const { valuesOf } = await import('../../src/completion/local.ts');
    expect(valuesOf('session', new Map(), ctx)).toEqual([
      { word: '00000000000000a1', about: 'prod, alice, active' },
    ]);
  });
});

test('zsh is told what it shows, in columns', () => {
  expect(complete(table, ['zsh', '--as', ''], ctx).split('\n')[1]).toBe(
    'alice\talice  -- on call tonight',
  );
  expect(complete(table, ['zsh', '--as', ''], ctx).split('\n')[2]).toMatch(/^bob\tbob {4}-- /);
});
