import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Context } from '../../src/context.ts';
import { tempDir } from '../helpers/temp-dir.ts';

vi.mock('../../src/policy/yaml/compose.ts', () => {
  throw new Error('the YAML parser was loaded');
});
vi.mock('../../src/policy/parse.ts', () => {
  throw new Error('the policy parser was loaded');
});

it('loads no parser where there is nothing to parse', async () => {
  const dir = tempDir();
  const paths = { config: join(dir, 'config.yaml'), systemConfig: join(dir, 'etc.yaml') };
  const ctx = { env: {}, paths } as unknown as Context;
  expect((await loadConfig(ctx)).path).toBeNull();
  writeFileSync(paths.config, 'version: 1\n');
  await expect(loadConfig(ctx)).rejects.toThrow();
});
