import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadAllCommands } from '../../src/commands/index.ts';
import { withTables } from './tables.ts';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

it('README’s tables are those of the declarations (npm run docs)', async () => {
  expect(withTables(readme, await loadAllCommands())).toBe(readme);
});

it('README’s pictures and links are there', () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path]) => path ?? '');
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
