import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPolicyFile } from '../../src/config/policy-file.ts';
import type { Context } from '../../src/context.ts';
import { openZone } from '../../src/policy/zone.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { dump } from '../policy/dump.ts';
import { SPEC } from '../policy/spec-policy.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

function place(now = NOW) {
  const dir = tempDir();
  const file = join(dir, 'policy.yaml');
  writeFileSync(file, SPEC);
  const cache = join(dir, 'cache');
  const at = (time: number) =>
    ({ paths: { cache }, clock: { now: () => time } }) as unknown as Context;
  const entries = () =>
    readdirSync(join(cache, 'policies')).map((name) => join(cache, 'policies', name));
  return { file, ctx: at(now), at, entries };
}

describe('a policy file', () => {
  it('is read the same the second time, when it is remembered', async () => {
    const { file, ctx, entries } = place();
    const first = await readPolicyFile(ctx, file, 'build');
    const [entry] = entries();
    expect(statSync(entry ?? '').mode & 0o777).toBe(0o600);
    const second = await readPolicyFile(ctx, file, 'build');
    expect(dump(second.policy)).toEqual(dump(first.policy));
    for (const zone of ['Europe/Berlin', 'America/New_York']) {
      for (let at = NOW; at < NOW + 450 * 86_400_000; at += 11 * 3_600_000) {
        expect(second.openZone(zone).offset(at)).toBe(openZone(zone).offset(at));
      }
    }
  });

  it('is taken from memory only for the same text, build and reach', async () => {
    const { file, ctx, at, entries } = place();
    await readPolicyFile(ctx, file, 'build');
    const [entry = ''] = entries();
    const kept = JSON.parse(readFileSync(entry, 'utf8'));
    const marked = { ...kept, read: { ...kept.read, policy: { ...kept.read.policy, rules: [] } } };
    const rules = async (context: Context, build: string) =>
      (await readPolicyFile(context, file, build)).policy.rules.length;
    const remembered = async (context: Context, build: string, change: object = {}) => {
      writeFileSync(entry, JSON.stringify({ ...marked, ...change }));
      return (await rules(context, build)) === 0;
    };
    expect(await remembered(ctx, 'build')).toBe(true);
    expect(await remembered(ctx, 'other build')).toBe(false);
    expect(await remembered(ctx, 'build', { text: `${SPEC} ` })).toBe(false);
    expect(await remembered(ctx, 'build', { read: { ...marked.read, tzdata: '1999a' } })).toBe(
      false,
    );
    expect(await remembered(at(NOW + 300 * 86_400_000), 'build')).toBe(false);
    writeFileSync(entry, '{"torn');
    expect(await rules(ctx, 'build')).toBe(1);
  });

  it('is read where nothing can be kept', async () => {
    const { file, ctx } = place();
    writeFileSync(ctx.paths.cache, 'a file where the folder should be');
    expect((await readPolicyFile(ctx, file, 'build')).policy.rules).toHaveLength(1);
  });

  it('is not remembered when the code has no name of its own', async () => {
    const { file, ctx, entries } = place();
    await readPolicyFile(ctx, file);
    expect(entries).toThrow(/ENOENT/);
  });

  it('leaves no more than 32 entries, the newest', async () => {
    const { file, ctx, entries } = place();
    for (let i = 0; i < 40; i++) {
      writeFileSync(file, `${SPEC}# ${i}\n`);
      await readPolicyFile(ctx, file, 'build');
      for (const entry of entries())
        utimesSync(entry, 1, Math.min(statSync(entry).mtimeMs / 1000, 1_000_000) - (40 - i));
    }
    expect(entries()).toHaveLength(32);
    const texts = entries().map((entry) => JSON.parse(readFileSync(entry, 'utf8')).text);
    expect(texts).toContain(`${SPEC}# 39\n`);
  });

  it('says what is wrong with it', async () => {
    const { file, ctx } = place();
    await expect(readPolicyFile(ctx, `${file}x`)).rejects.toThrow(/policy\.yamlx does not exist/);
    writeFileSync(file, 'version: 1');
    await expect(readPolicyFile(ctx, file, 'build')).rejects.toThrow(/needs "rules"/);
  });
});
