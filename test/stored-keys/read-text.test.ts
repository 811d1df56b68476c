import { describe, expect, it } from 'vitest';
import { SentinelError } from '../../src/errors.ts';
import { readKeysText } from '../../src/stored-keys/read-text.ts';

const ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('an access key is read from', () => {
  it.each([
    ['credential_process', `{"Version":1,"AccessKeyId":"${ID}","SecretAccessKey":"${SECRET}"}`],
    [
      'aws iam create-access-key',
      JSON.stringify({
        AccessKey: { UserName: 'a', AccessKeyId: ID, Status: 'Active', SecretAccessKey: SECRET },
      }),
    ],
    [
      'the lines of the AWS files',
      `[alice]\n# mine\naws_access_key_id = ${ID}\naws_secret_access_key=${SECRET}\n`,
    ],
    ['a shell', `export AWS_ACCESS_KEY_ID="${ID}"\nexport AWS_SECRET_ACCESS_KEY='${SECRET}'\n`],
    ['PowerShell', `$Env:AWS_ACCESS_KEY_ID="${ID}"\r\n$Env:AWS_SECRET_ACCESS_KEY="${SECRET}"\r\n`],
    ["the console's CSV", `\ufeffAccess key ID,Secret access key\r\n${ID},${SECRET}\r\n`],
    [
      "the console's older CSV",
      `User name,Password,Access key ID,Secret access key,Console login link\nalice,,"${ID}","${SECRET}",https://x\n`,
    ],
    ['two lines', `${ID}\n${SECRET}\n`],
  ])('%s', (_, text) => {
    expect(readKeysText(text)).toEqual({ id: ID, secret: SECRET });
  });
});

describe('refused, without a word of the text', () => {
  it.each([
    ['nothing', '', /no access key/],
    ['an id alone', ID, /no access key/],
    ['broken JSON', `{"AccessKeyId":"${ID}"`, /no access key/],
    ['no object', '{"AccessKeyId":1,"SecretAccessKey":2}', /no access key/],
    [
      'temporary keys',
      `{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"${SECRET}","SessionToken":"t"}`,
      /temporary/,
    ],
    [
      'keys with a token',
      `aws_access_key_id=${ID}\naws_secret_access_key=${SECRET}\naws_session_token=abc`,
      /temporary/,
    ],
    [
      'two in one file',
      `aws_access_key_id=${ID}\naws_secret_access_key=${SECRET}\n[b]\naws_access_key_id=${ID}\n`,
      /more than one/,
    ],
    [
      'two rows',
      `Access key ID,Secret access key\n${ID},${SECRET}\n${ID},${SECRET}\n`,
      /more than one/,
    ],
    ['an id that is none', `hello\n${SECRET}`, /not the id/],
    ['a secret that is none', `${ID}\nshort`, /not the secret/],
  ])('%s', (_, text, message) => {
    const error = (() => {
      try {
        return readKeysText(text);
      } catch (thrown) {
        return thrown;
      }
    })() as SentinelError;
    expect(error).toBeInstanceOf(SentinelError);
    expect(error.kind).toBe('usage');
    expect(error.message).toMatch(message);
    expect([error.message, ...error.next].join()).not.toContain(SECRET);
  });
});
