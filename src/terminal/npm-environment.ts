/** Takes out of an environment what npm put into it, for a person's own shell started by `npm start`. */
import { delimiter } from 'node:path';

const NPM_OWN = new Set(['NODE', 'INIT_CWD', 'COLOR']);

/**
 * The environment as it was before npm: no `npm_*` variables (they hold registry settings and may hold
 * tokens), no `node_modules/.bin` on the PATH. Unchanged when not under npm.
 */
export function withoutNpm(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const underNpm = isUnderNpm(env);
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    if (underNpm && (/^npm_/i.test(name) || NPM_OWN.has(name))) continue;
    out[name] = underNpm && name.toUpperCase() === 'PATH' ? cleanPath(value) : value;
  }
  return out;
}

/** The folder in which the person stood: npm runs a script in the package's own. */
export function startFolder(
  env: Readonly<Record<string, string | undefined>>,
  current: string,
): string {
  return (isUnderNpm(env) && env.INIT_CWD) || current;
}

function isUnderNpm(env: Readonly<Record<string, string | undefined>>): boolean {
  return env.npm_lifecycle_event !== undefined || env.npm_execpath !== undefined;
}

function cleanPath(path: string): string {
  const npmsOwn = /[\\/]node_modules[\\/]\.bin[\\/]?$|[\\/]node-gyp-bin[\\/]?$/;
  return path
    .split(delimiter)
    .filter((folder) => !npmsOwn.test(folder))
    .join(delimiter);
}
