/** A user for whom all is well, outside the sandbox, with the embedded AWS behind the clients. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsFactory } from '../../src/aws/factory.ts';
import type { Context } from '../../src/context.ts';
import { examine } from '../../src/doctor/doctor.ts';
import type { Checked, DoctorRequest, Result } from '../../src/doctor/types.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';

export const ROLE = 'arn:aws:iam::111122223333:role/Developer';
export const FAR_ROLE = 'arn:aws:iam::333344445555:role/ProdAdmin';
export const WORK = `[profile work]
region = eu-central-1
credential_process = sentinel credentials --profile work
sentinel_role_arn = ${ROLE}
sentinel_source_profile = own
`;

/** What a test changes before the doctor looks. */
export interface Patient {
  readonly folder: string;
  readonly world: TestWorld;
  readonly keys: { readonly id: string; readonly secret: string };
  env: Record<string, string>;
  config: string;
  policy: string;
  awsConfig: string;
  awsCredentials: string;
  /** After the files were written, with the context that is looked at. */
  afterwards: ((ctx: Context) => unknown)[];
  change: (ctx: Context) => Context;
  request: DoctorRequest;
}

export interface Ward {
  readonly world: TestWorld;
  /** Puts somebody well in, lets `harm` change it, and gives what the doctor finds. */
  visit(harm?: (patient: Patient) => unknown): Promise<Visit>;
  close(): Promise<void>;
}

export interface Visit {
  readonly all: readonly Checked[];
  /** By id: what is neither ok nor skipped. */
  readonly ill: Readonly<Record<string, Result>>;
  readonly ctx: Context;
  readonly folder: string;
  /** Every file with its bytes and modes, before and after. */
  readonly before: Record<string, string>;
  readonly after: Record<string, string>;
}

export async function openWard(): Promise<Ward> {
  const world = await openWorld();
  const folders: string[] = [];
  return {
    world,
    async visit(harm = () => {}) {
      const folder = mkdtempSync(join(tmpdir(), 'sentinel-doctor-'));
      folders.push(folder);
      const patient = await healthy(world, folder);
      await harm(patient);
      const ctx = patient.change(admit(patient));
      for (const more of patient.afterwards) await more(ctx);
      const before = treeOf(folder);
      const all = await examine(ctx, patient.request);
      const bad = all.filter(({ result }) => !['ok', 'skipped'].includes(result.status));
      const ill = Object.fromEntries(bad.map(({ check, result }) => [check.id, result]));
      return { all, ill, ctx, folder, before, after: treeOf(folder) };
    },
    async close() {
      await world.close();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function healthy(world: TestWorld, folder: string): Promise<Patient> {
  const users = world.sandbox.control.cloud.world.accounts.flatMap(({ users: all }) => all);
  const key = users.find(({ name }) => name === 'alice')?.accessKeys[0];
  if (!key) throw new Error('alice has no key');
  return {
    folder,
    world,
    keys: { id: key.id, secret: key.secret },
    env: {},
    config: `version: "1"\npolicy: file:policy.yaml\nkeys: file\n`,
    policy: `version: "1"
timezone: UTC
ledger: local
targets: {work: "${ROLE}"}
rules:
  - {name: work, effect: allow, conditions: {profiles: [work]}}
  - {name: rest, effect: deny, conditions: {}}
`,
    awsConfig: `[profile own]\nregion = eu-central-1\n${WORK}`,
    awsCredentials: `[own]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${key.secret}\n`,
    afterwards: [],
    change: (ctx) => ctx,
    request: {},
  };
}

function admit({ folder, world, ...patient }: Patient): Context {
  const at = (name: string) => join(folder, name);
  for (const name of ['state', 'aws', 'config', 'aws/sso', 'aws/sso/cache']) {
    mkdirSync(at(name), { mode: 0o700 });
  }
  const write = (name: string, text: string) => writeFileSync(at(name), text, { mode: 0o600 });
  write('config/config.yaml', patient.config);
  write('config/policy.yaml', patient.policy);
  write('aws/config', patient.awsConfig);
  write('aws/credentials', patient.awsCredentials);
  chmodSync(at('config/config.yaml'), 0o600);
  const { sandbox: _, ...ctx } = world.context({
    env: patient.env,
    aws: createAwsFactory({ env: {}, endpointUrl: world.sandbox.url }),
  });
  return {
    ...ctx,
    random: (bytes) => randomBytes(bytes),
    paths: {
      config: at('config/config.yaml'),
      state: at('state'),
      cache: at('cache'),
      runtime: at('run'),
      awsConfig: at('aws/config'),
      awsCredentials: at('aws/credentials'),
      ssoCache: at('aws/sso/cache'),
      systemConfig: null,
    },
  };
}

function treeOf(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mode, mtimeMs } = lstatSync(path);
    // Whoever opens a ledger makes SQLite's own files beside it for a moment.
    const at = entry.isFile() ? mtimeMs : '';
    const text = entry.isFile() ? readFileSync(path, 'latin1') : '';
    found[path] = `${mode.toString(8)} ${at} ${text}`;
  }
  return found;
}
