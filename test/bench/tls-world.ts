/**
 * The benchmark's sandbox behind TLS, as AWS is: a program outside of the sandbox that reaches it through
 * `AWS_ENDPOINT_URL`. Its keychain is a stand-in that answers at once, since the desktop's is not ours to
 * measure and a machine without one has none.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, ROOT, type World } from './world.ts';

export interface TlsWorld {
  /** A copy of the built program. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** @throws where the calls that were measured did not come through TLS. */
  check(): void;
  close(): void;
}

export async function openTlsWorld(world: World): Promise<TlsWorld> {
  const folder = join(world.folder, 'tls');
  mkdirSync(folder);
  certificate(folder);
  const { url, front } = await openFront(folder, addressOf(world).url);
  const program = join(folder, 'dist');
  cpSync(join(ROOT, 'dist'), program, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  standInKeychain(folder);
  const person = join(world.folder, 'sandbox/people/alice');
  const env = {
    ...world.env,
    SENTINEL_SANDBOX_HOME: undefined,
    SENTINEL_CONFIG: join(world.folder, 'sandbox/config.yaml'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_STATE_HOME: join(folder, 'state'),
    AWS_CONFIG_FILE: join(person, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(person, 'credentials'),
    AWS_ENDPOINT_URL: url,
    AWS_CA_BUNDLE: join(folder, 'cert.pem'),
  };
  return {
    program,
    env,
    check() {
      const log = readFileSync(join(env.XDG_STATE_HOME, 'sentinel/decisions.jsonl'), 'utf8');
      if (!log.includes('"event":"reused"')) throw new Error('nothing came from the cache');
      if (!log.includes(url)) throw new Error('nothing went over TLS');
    },
    close: () => void front.kill('SIGKILL'),
  };
}

/** Of the front's own, for as long as the benchmark runs. */
function certificate(folder: string): void {
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=bench -addext subjectAltName=IP:127.0.0.1';
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  execFileSync('openssl', [...words.split(' '), ...files], { stdio: 'pipe' });
}

/** In a process of its own, since measuring blocks this one. */
async function openFront(
  folder: string,
  to: string,
): Promise<{ url: string; front: ChildProcess }> {
  const script = `
    const [folder, port] = process.argv.slice(1);
    const { readFileSync } = require('node:fs');
    const net = require('node:net');
    const server = require('node:tls').createServer(
      { key: readFileSync(folder + '/key.pem'), cert: readFileSync(folder + '/cert.pem') },
      (client) => {
        const sandbox = net.connect(Number(port), '127.0.0.1');
        client.on('error', () => sandbox.destroy());
        sandbox.on('error', () => client.destroy());
        client.pipe(sandbox).pipe(client);
      },
    );
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  const front = spawn(process.execPath, ['-e', script, folder, new URL(to).port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((told) =>
    front.stdout?.once('data', (data) => told(String(data).trim())),
  );
  return { url: `https://127.0.0.1:${port}`, front };
}

function standInKeychain(folder: string): void {
  const place = join(folder, 'node_modules/keytar');
  mkdirSync(place, { recursive: true });
  writeFileSync(
    join(place, 'index.js'),
    `const fs = require('node:fs');
     const path = require('node:path').join(__dirname, 'kept.json');
     const read = () => { try { return JSON.parse(fs.readFileSync(path, 'utf8')); } catch { return {}; } };
     const write = (all) => fs.writeFileSync(path, JSON.stringify(all));
     exports.getPassword = async (_, name) => read()[name] ?? null;
     exports.setPassword = async (_, name, value) => write({ ...read(), [name]: value });
     exports.deletePassword = async (_, name) => { const { [name]: was, ...rest } = read(); write(rest); return was !== undefined; };`,
  );
}
