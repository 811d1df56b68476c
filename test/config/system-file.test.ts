import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Look, readSystemConfig } from '../../src/config/system-file.ts';
import { SentinelError } from '../../src/errors.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { rootOwned } from './root-owned.ts';

function place(text: string | null = 'version: 1\n') {
  const dir = join(tempDir(), 'etc', 'sentinel');
  mkdirSync(dir, { recursive: true });
  const path = join(dir, 'config.yaml');
  if (text !== null) writeFileSync(path, text);
  return { dir, path };
}

function refusal(path: string, look?: Look): string {
  try {
    readSystemConfig(path, look);
  } catch (error) {
    if (!(error instanceof SentinelError)) throw error;
    expect(error.exitCode).toBe(1);
    expect(error.message).toContain(`${path} is not to be relied on`);
    return error.message;
  }
  throw new Error('not refused');
}

describe("the organisation's config file", () => {
  it('is read where none but root can write it', () => {
    const { path } = place('version: "1"\n');
    expect(readSystemConfig(path, rootOwned())).toBe('version: "1"\n');
  });

  it('need not be there, nor its folder', () => {
    const { dir, path } = place(null);
    expect(readSystemConfig(path)).toBeNull();
    expect(readSystemConfig(join(dir, 'none', 'config.yaml'))).toBeNull();
  });

  it('is refused where a file stands in the place of its folder', () => {
    const below = join(place().path, 'config.yaml');
    expect(refusal(below)).toContain('cannot be read (ENOTDIR)');
  });

  it.each([
    ['the file is of another', 0, { uid: 1000 }, 'belongs to uid 1000'],
    ['its group may write', 0, { mode: 0o664 }, 'its group may write to'],
    ['everybody may write', 0, { mode: 0o646 }, 'everybody may write to'],
    ['its folder is of another', 1, { uid: 1000 }, 'belongs to uid 1000'],
    ['everybody may write to its folder', 1, { mode: 0o777 }, 'everybody may write to'],
    ['sticky or not', 1, { mode: 0o1777 }, 'everybody may write to'],
    ['a folder above is of another', 2, { uid: 65534 }, 'belongs to uid 65534'],
    ['a group may write to a folder above', 2, { mode: 0o775 }, 'its group may write to'],
  ])('is refused, not passed over: %s', (_, above, but, why) => {
    const { path } = place();
    let at = path;
    for (let i = 0; i < above; i++) at = dirname(at);
    expect(refusal(path, rootOwned({ [at]: but }))).toContain(why);
    expect(refusal(path, rootOwned({ [at]: but }))).toContain(at);
  });

  it('is refused as it really lies in a folder that everybody may write to', () => {
    // The temporary folder is everybody's, and the file not root's where the test does not run as root.
    expect(refusal(place().path)).toMatch(/everybody may write to|belongs to uid/);
  });

  it('is refused where it is no regular file', () => {
    const { dir, path } = place(null);
    writeFileSync(join(dir, 'real.yaml'), 'version: 1\n');
    symlinkSync('real.yaml', path);
    expect(refusal(path, rootOwned())).toContain('is not a regular file');
    const other = place(null);
    mkdirSync(other.path);
    expect(refusal(other.path, rootOwned())).toContain('is not a regular file');
    const pipe = place(null);
    spawnSync('mkfifo', [pipe.path]);
    expect(refusal(pipe.path, rootOwned())).toContain('is not a regular file');
  });

  it('is not waited for nor followed where it becomes another after it was looked at', () => {
    const { dir, path } = place();
    const before = rootOwned()(path);
    const look: Look = (one) => (one === path ? before : rootOwned()(one));
    writeFileSync(join(dir, 'evil'), 'policy: file:/tmp/x\n');
    spawnSync('mv', [join(dir, 'evil'), path]);
    expect(refusal(path, look)).toContain('was swapped while it was read');
    spawnSync('ln', ['-sf', '/etc/hostname', path]);
    expect(refusal(path, look)).toContain('cannot be read (ELOOP)');
    spawnSync('sh', ['-c', 'rm "$0" && mkfifo "$0"', path]);
    expect(refusal(path, look)).toContain('was swapped while it was read');
  });

  it("may lie behind a link of root's to such a folder, and no other", () => {
    const { dir } = place();
    const top = dirname(dirname(dir));
    symlinkSync('etc', join(top, 'way'));
    const path = join(top, 'way', 'sentinel', 'config.yaml');
    expect(readSystemConfig(path, rootOwned())).toBe('version: 1\n');
    expect(refusal(path, rootOwned({ [join(top, 'way')]: { uid: 1000 } }))).toContain('uid 1000');
    // Through a second link, which lies in a folder that is not on the way of names.
    mkdirSync(join(top, 'open'));
    symlinkSync(dir, join(top, 'open', 'hop'));
    symlinkSync('open/hop', join(top, 'hops'));
    const hops = join(top, 'hops', 'config.yaml');
    expect(readSystemConfig(hops, rootOwned())).toBe('version: 1\n');
    expect(refusal(hops, rootOwned({ [join(top, 'open')]: { mode: 0o777 } }))).toContain(
      join(top, 'open'),
    );
    expect(refusal(hops, rootOwned({ [dirname(dir)]: { mode: 0o777 } }))).toContain('everybody');
  });

  it('is refused where links lead in a circle', () => {
    const { dir } = place();
    symlinkSync('b', join(dir, 'a'));
    symlinkSync('a', join(dir, 'b'));
    const look: Look = (path) =>
      path.endsWith('config.yaml') ? rootOwned()(join(dir, 'config.yaml')) : rootOwned()(path);
    expect(refusal(join(dir, 'a', 'config.yaml'), look)).toContain('is not a folder');
  });

  it('is refused where looking fails', () => {
    const look: Look = () => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    };
    expect(refusal('/etc/sentinel/config.yaml', look)).toContain('cannot be read (EACCES)');
  });
});
