import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { describe, expect, it } from 'vitest';
import { processLine } from '../../src/config/process-line.ts';
import { SentinelError } from '../../src/errors.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { COMMANDS, FOR_WINDOWS } from './commands.ts';

describe('a credential_process line', () => {
  it('is read as the same words by sh', () => {
    for (const words of COMMANDS.slice(0, 100)) {
      const line = processLine(['printf', '%s\\0', ...words], 'linux');
      const { stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
      expect(stdout.split('\0').slice(0, -1), line).toEqual(words);
    }
  });

  it('starts the program that it names in sh, whatever its name', () => {
    const dir = tempDir();
    for (const [i, name] of ["a b'c", 'x=y', '#x', 'a #;b', '$(id)', 'é'].entries()) {
      const program = join(dir, name);
      writeFileSync(program, `#!/bin/sh\necho ${i}\n`, { mode: 0o755 });
      const { stdout } = spawnSync('sh', ['-c', processLine([program], 'linux')]);
      expect(stdout.toString()).toBe(`${i}\n`);
    }
    // In the folder of the program, so that nothing but quoting tells `x=y` from a variable.
    const { stdout } = spawnSync('sh', ['-c', processLine(['x=y'], 'linux')], {
      env: { PATH: `${dir}:/usr/bin:/bin` },
    });
    expect(stdout.toString()).toBe('1\n');
  });

  it("goes whole through the JavaScript SDK's INI reader, on both platforms", async () => {
    const path = join(tempDir(), 'config');
    const lines = [
      ...COMMANDS.map((words) => processLine(['x', ...words], 'linux')),
      ...FOR_WINDOWS.map((words) => processLine(['x', ...words], 'win32')),
    ];
    const text = lines.map((line, i) => `[profile p${i}]\ncredential_process = ${line}\n`);
    writeFileSync(path, text.join(''));
    const { configFile } = await loadSharedConfigFiles({
      configFilepath: path,
      filepath: '/dev/null',
      ignoreCache: true,
    });
    lines.forEach((line, i) => {
      expect(configFile[`p${i}`]?.['credential_process']).toBe(line);
    });
  });

  it('is plain where nothing needs quoting', () => {
    const words = ['/usr/bin/sentinel', 'credentials', '--profile', 'prod-eu.1'];
    expect(processLine(words, 'linux')).toBe(words.join(' '));
    expect(processLine(['C:\\bin\\node.exe', 'a'], 'win32')).toBe('C:\\bin\\node.exe a');
    expect(processLine(['C:\\Program Files\\node.exe', 'C:\\a b\\'], 'win32')).toBe(
      '"C:\\Program Files\\node.exe" "C:\\a b\\\\"',
    );
  });

  it.each<[string, NodeJS.Platform, string]>([
    ['a\nb', 'linux', 'a line break or control character'],
    ['a\rb', 'darwin', 'a line break or control character'],
    ['a\u0000b', 'linux', 'a line break or control character'],
    ['a\u2028b', 'linux', 'a line break or control character'],
    ['\ud800', 'linux', 'half a character'],
    ['a\nb', 'win32', 'a line break or control character'],
    ['100%', 'win32', '%, which cmd.exe does not leave alone'],
    ['a"b', 'win32', '", which cmd.exe does not leave alone'],
    ['a!b', 'win32', '!, which cmd.exe does not leave alone'],
    ['a #b', 'win32', 'a ; or # after white space'],
  ])('refuses %j on %s', (bad, platform, why) => {
    const make = () => processLine(['sentinel', bad], platform);
    expect(make).toThrow(SentinelError);
    expect(make).toThrow(why);
  });
});
