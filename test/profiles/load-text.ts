/** Profiles of AWS files that a test writes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Context } from '../../src/context.ts';
import { loadProfiles, type ProfileSet } from '../../src/profiles/load.ts';

export const ROLE = 'arn:aws:iam::333344445555:role/Admin';
export const OTHER = 'arn:aws:iam::444455556666:role/Hop';
export const DEVICE = 'arn:aws:iam::111122223333:mfa/alice';
export const KEYS = 'aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret/of+alice\n';

export interface Loaded extends ProfileSet {
  readonly config: string;
  readonly credentialsFile: string;
}

/** Writes both files into a folder that goes with the test, and loads them. */
export async function loadText(
  config: string,
  credentials = '',
  env: Record<string, string> = {},
  sandbox = false,
): Promise<Loaded> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-profiles-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const paths = { awsConfig: join(folder, 'config'), awsCredentials: join(folder, 'credentials') };
  await writeFile(paths.awsConfig, config);
  await writeFile(paths.awsCredentials, credentials);
  const world = sandbox ? { sandbox: { as: 'alice', url: 'http://127.0.0.1:1' } } : {};
  const set = await loadProfiles({ env, paths, ...world } as unknown as Context);
  return { ...set, config: paths.awsConfig, credentialsFile: paths.awsCredentials };
}
