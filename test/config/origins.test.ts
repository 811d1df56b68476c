import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadLayers } from '../../src/config/load.ts';
import { type Setting, settingsOf } from '../../src/config/origins.ts';
import type { Context } from '../../src/context.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { rootOwned } from './root-owned.ts';

async function settings(system: string | null, user: string | null, over: Setting[] = []) {
  const dir = tempDir();
  const paths = { systemConfig: join(dir, 'etc.yaml'), config: join(dir, 'user.yaml') };
  if (system !== null) writeFileSync(paths.systemConfig, `version: 1\n${system}\n`);
  if (user !== null) writeFileSync(paths.config, `version: 1\n${user}\n`);
  const ctx = { env: {}, paths } as unknown as Context;
  const layers = await loadLayers(ctx, undefined, rootOwned());
  return {
    dir,
    of: (key: string) =>
      settingsOf(layers.system, layers.user, over).find((one) => one.key === key),
    keys: settingsOf(layers.system, layers.user, over).map((one) => one.key),
  };
}

describe('where a setting comes from', () => {
  it('is its file and line, the organisation before the user, else the default', async () => {
    const { dir, of } = await settings(
      'policy: file:p.yaml\nkeys: file\nlog: [stderr]',
      'keys: file\n\nretention: 30d\nlog: [/var/log/x]\nprofiles: {prod: {duration: 30m}}',
    );
    const etc = { from: 'file', path: `${dir}/etc.yaml`, fixed: true };
    const own = { from: 'file', path: `${dir}/user.yaml`, fixed: false };
    expect(of('policy')).toEqual({
      key: 'policy',
      value: `file:${dir}/p.yaml`,
      origins: [{ ...etc, line: 2 }],
    });
    expect(of('keys')?.origins).toEqual([{ ...etc, line: 3 }]);
    expect(of('retention')).toEqual({
      key: 'retention',
      value: 2_592_000,
      origins: [{ ...own, line: 4 }],
    });
    expect(of('profiles.prod.duration')?.origins).toEqual([{ ...own, line: 6 }]);
    expect(of('ledger')).toEqual({
      key: 'ledger',
      value: 'sqlite',
      origins: [{ from: 'default' }],
    });
    expect(of('approvals')).toEqual({
      key: 'approvals',
      value: null,
      origins: [{ from: 'default' }],
    });
    expect(of('log')).toEqual({
      key: 'log',
      value: ['stderr', '/var/log/x'],
      origins: [
        { ...etc, line: 4 },
        { ...own, line: 5 },
      ],
    });
  });

  it('is the flag or the variable that was given', async () => {
    const told: Setting = {
      key: 'regions',
      value: ['eu-west-1'],
      origins: [{ from: 'flag', name: '--region' }],
    };
    const { of } = await settings(null, 'regions: [us-east-1]', [told]);
    expect(of('regions')).toEqual(told);
  });

  it('is told for every key, in the order of the format', async () => {
    const { keys } = await settings(null, 'emergency: {text: call}\nprofiles: {b: {duration: 1h}}');
    expect(keys).toEqual([
      'policy',
      'approvals',
      'breakglass',
      'ratelimits',
      'regions',
      'ledger',
      'ledger_region',
      'tables.requests',
      'tables.breakglass',
      'tables.sessions',
      'retention',
      'notify',
      'log',
      'endpoints',
      'emergency.text',
      'keys',
      'server.policy_max_age',
      'profiles.b.duration',
    ]);
  });
});
