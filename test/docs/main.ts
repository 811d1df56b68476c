/** Fills README's tables: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { loadAllCommands } from '../../src/commands/index.ts';
import { withTables } from './tables.ts';

const path = new URL('../../README.md', import.meta.url);
writeFileSync(path, withTables(readFileSync(path, 'utf8'), await loadAllCommands()));
