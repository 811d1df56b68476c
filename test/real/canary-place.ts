/**
 * The built program in a user's own world (no sandbox flags) with the sandbox as its AWS on loopback, secrets
 * planted wherever a user has some, and a search of everything that was written and said.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { openPty, type Pty } from '../helpers/pty.ts';
import { openPlace, type Place, type Ran } from './gate-place.ts';

export interface CanaryPlace {
  readonly place: Place;
  readonly env: Readonly<Record<string, string>>;
  /** What must be found nowhere, by what it is. */
  readonly secrets: Map<string, string>;
  /** Runs `sentinel` to its end; what it says is searched later, but for what `carries` credentials. */
  run(words: readonly string[], options?: RunOptions): Promise<Ran>;
  /** `sentinel` in a terminal; its output is searched too. */
  terminal(words: readonly string[]): Pty;
  /** Adds a text that is to be searched. */
  said(what: string, text: string): void;
  /** Every place where a secret stands that must not: `what: where`. */
  leaks(): string[];
  /** Where the search finds this secret when nothing is left out: to see that it would. */
  holders(secret: string): string[];
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** stdout is meant to carry credentials. */
  readonly carries?: true;
}

/** A word that nothing else contains, in the form of such a secret. */
export function canary(what: string): string {
  return `CANARY${what}/${Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString('base64')}`;
}

export async function openCanaryPlace(): Promise<CanaryPlace> {
  const place = openPlace();
  const env = ownEnv(place);
  const secrets = new Map<string, string>();
  plant(place, env, secrets);
  const texts: [string, string][] = [];
  const said = (what: string, text: string) => void texts.push([what, text]);
  const program = join(place.folder, 'sentinel');
  return {
    place,
    env,
    secrets,
    said,
    async run(words, options = {}) {
      const child = spawn(program, words, {
        env: { ...env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ran = { out: '', err: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.err += text));
      const [code] = await once(child, 'close');
      const what = `sentinel ${words.join(' ')}`;
      said(`${what}, stderr`, ran.err);
      if (!options.carries) said(`${what}, stdout`, ran.out);
      return { code: code as number | null, ...ran };
    },
    terminal: (words) => openPty(program, words, { env, columns: 200 }),
    leaks() {
      const found: string[] = [];
      for (const [name, secret] of secrets) {
        for (const [what, text] of texts) {
          if (holds(Buffer.from(text), secret)) found.push(`${name}: ${what}`);
        }
        for (const file of filesBelow(place.folder)) {
          if (!meantToHold(file) && holds(readFileSync(join(place.folder, file)), secret)) {
            found.push(`${name}: ${file}`);
          }
        }
      }
      return found;
    },
    holders: (secret) =>
      filesBelow(place.folder).filter((file) =>
        holds(readFileSync(join(place.folder, file)), secret),
      ),
  };
}

/** The environment of a user who does not know of sandboxes, whose AWS happens to be on loopback. */
function ownEnv(place: Place): Record<string, string> {
  place.run(['whoami']);
  const { AWS_ENDPOINT_URL = '' } = place.toolEnv();
  const env: Record<string, string> = { ...place.env };
  delete env['SENTINEL_SANDBOX'];
  delete env['SENTINEL_SANDBOX_HOME'];
  for (const name of ['run', 'tmp']) mkdirSync(join(place.folder, name), { mode: 0o700 });
  return {
    ...env,
    AWS_ENDPOINT_URL,
    AWS_REGION: 'eu-central-1',
    XDG_RUNTIME_DIR: join(place.folder, 'run'),
    TMPDIR: join(place.folder, 'tmp'),
    BROWSER: '',
    DISPLAY: '',
  };
}

function plant(place: Place, env: Record<string, string>, secrets: Map<string, string>): void {
  const people = join(place.folder, 'sandbox/people/alice');
  const credentials = readFileSync(join(people, 'credentials'), 'utf8');
  const keyId = /aws_access_key_id = (.*)/.exec(credentials)?.[1] ?? '';
  secrets.set("alice's secret key", /aws_secret_access_key = (.*)/.exec(credentials)?.[1] ?? '');
  const secret = (what: string) => {
    const value = canary(what.replaceAll(/\W/g, ''));
    secrets.set(what, value);
    return value;
  };
  env['SENTINEL_KEYS_PASSPHRASE'] = secret('the passphrase');
  env['AWS_ACCESS_KEY_ID'] = 'ASIAEXAMPLEEXAMPLE00';
  env['AWS_SECRET_ACCESS_KEY'] = secret('the secret key of the environment');
  env['AWS_SESSION_TOKEN'] = secret('the session token of the environment');
  const put = (name: string, text: string) => {
    mkdirSync(dirname(join(place.folder, name)), { recursive: true, mode: 0o700 });
    writeFileSync(join(place.folder, name), text, { mode: 0o600 });
    return join(place.folder, name);
  };
  put(
    '.aws/credentials',
    `${credentials}\n[mistyped]\naws_access_key_id = ${keyId}\naws_secret_access_key = ${secret('a mistyped secret key')}\n`,
  );
  const tool = put(
    'planted/tool.json',
    JSON.stringify({
      Version: 1,
      AccessKeyId: 'ASIAEXAMPLEEXAMPLE01',
      SecretAccessKey: secret("a tool's secret key"),
      SessionToken: secret("a tool's session token"),
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  );
  const broken = put(
    'planted/broken.json',
    `{"Version":1,"SecretAccessKey":"${secret("a broken tool's secret key")}`,
  );
  const token = put('planted/token', secret('a web identity token'));
  const seen = join(place.folder, 'seen-by-tool');
  const target = 'role_arn = arn:aws:iam::111122223333:role/Developer';
  put(
    '.aws/config',
    `${readFileSync(join(people, 'config'), 'utf8')}
[profile from-mistyped]\n${target}\nsource_profile = mistyped
[profile from-environment]\n${target}\ncredential_source = Environment
[profile tool]\ncredential_process = sh -c "env > '${seen}'; cat '${tool}'"
[profile from-tool]\n${target}\nsource_profile = tool
[profile broken]\ncredential_process = sh -c "cat '${broken}'; cat '${broken}' >&2; exit 3"
[profile from-broken]\n${target}\nsource_profile = broken
[profile web]\nrole_arn = arn:aws:iam::111122223333:role/Developer\nweb_identity_token_file = ${token}
[profile from-web]\n${target}\nsource_profile = web
`,
  );
  put(
    'config/sentinel/config.yaml',
    'version: "1"\npolicy: ssm:/sentinel/policies/default\nkeys: file\n',
  );
}

/** Files that hold secrets by definition: AWS's own formats, what was planted or another tool wrote, and AWS itself. */
function meantToHold(file: string): boolean {
  return (
    /^(\.aws\/credentials|\.aws\/sso\/cache\/[^/]+\.json|planted\/.*|seen-by-tool)$/.test(file) ||
    /^sandbox\/(aws\/.*|people\/[^/]+\/credentials)$/.test(file)
  );
}

function filesBelow(folder: string, top = folder): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stats = lstatSync(path);
    if (stats.isDirectory()) return filesBelow(path, top);
    return stats.isFile() ? [relative(top, path)] : [];
  });
}

/** As it is, and in the dress in which texts carry such things. */
function holds(bytes: Buffer, secret: string): boolean {
  // A short number stands by itself, or any hash would have it somewhere.
  if (/^\d+$/.test(secret)) {
    return new RegExp(`(?<![0-9A-Za-z])${secret}(?![0-9A-Za-z])`).test(bytes.toString('latin1'));
  }
  const plain = Buffer.from(secret);
  const forms = [
    secret,
    plain.toString('hex'),
    plain.toString('base64').replace(/=+$/, ''),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  ];
  return forms.some((form) => bytes.includes(form));
}
