import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromProcess } from '@aws-sdk/credential-provider-process';
import { describe, expect, it } from 'vitest';
import { processLine } from '../../src/config/process-line.ts';
import { COMMANDS, FOR_WINDOWS } from '../config/commands.ts';
import { programMissing } from '../helpers/programs.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const missing = programMissing('python3', ['-c', 'import botocore'], 'botocore');
const run = promisify(execFile);

const SPLIT = `
import json, shlex, sys
from botocore.compat import _windows_shell_split, compat_shell_split
given = json.load(sys.stdin)
assert compat_shell_split("a 'b c'") == ["a", "b c"]
print(json.dumps({"posix": [shlex.split(l) for l in given["posix"]],
  "windows": [_windows_shell_split(l) for l in given["windows"]]}))
`;

describe.skipIf(missing)(missing || 'a credential_process line in botocore', () => {
  it('is split into the words it was made of, on POSIX and on Windows', () => {
    const input = {
      posix: COMMANDS.map((words) => processLine(words, 'linux')),
      windows: FOR_WINDOWS.map((words) => processLine(words, 'win32')),
    };
    const { stdout, stderr } = spawnSync('python3', ['-c', SPLIT], {
      input: JSON.stringify(input),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ posix: COMMANDS, windows: FOR_WINDOWS });
  });
});

describe.skipIf(missing)(missing || 'a credential_process line in a config file', () => {
  it('starts the same program with the same words for botocore and the JavaScript SDK', async () => {
    const dir = tempDir();
    const program = join(dir, "it's #1; a $(program)");
    // The words come back as the session token, in hexadecimal digits.
    const token = 'for word; do printf "%s" "$word" | od -An -tx1 | tr -d " \\n"; printf .; done';
    writeFileSync(
      program,
      `#!/bin/sh\nprintf '{"Version":1,"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"x","SessionToken":"'\n${token}\nprintf '"}'\n`,
      { mode: 0o755 },
    );
    const words = ['credentials', '--profile', 'o\'neil #2; \\ "$HOME" 100%', '', 'é'];
    const config = join(dir, 'config');
    writeFileSync(
      config,
      `[profile p]\nregion = us-east-1\ncredential_process = ${processLine([program, ...words], 'linux')}\n`,
    );
    const expected = words.map((word) => `${Buffer.from(word).toString('hex')}.`).join('');
    const js = await fromProcess({
      profile: 'p',
      configFilepath: config,
      filepath: join(dir, 'none'),
      ignoreCache: true,
    })();
    expect(js.sessionToken).toBe(expected);
    const env = {
      PATH: process.env['PATH'],
      HOME: dir,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: join(dir, 'none'),
    };
    const script =
      'import botocore.session as s; print(s.Session(profile="p").get_credentials().token)';
    const { stdout } = await run('python3', ['-c', script], { env });
    expect(stdout.trim()).toBe(expected);
  });
});
