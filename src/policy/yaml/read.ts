import type { Problems } from '../problems.ts';
import type { Node } from './nodes.ts';

/** The largest policy or config file, in bytes. */
const LARGEST = 256 * 1024;

/**
 * Reads one YAML document strictly (JSON is YAML too). Loads the parser when first called.
 * @returns null where there is nothing to go on with; then `problems` says why.
 */
export async function readYaml(text: string, problems: Problems): Promise<Node | null> {
  const start = { line: 1, column: 1 };
  if (Buffer.byteLength(text) > LARGEST) {
    problems.add(start, 'larger than 256 KiB');
    return null;
  }
  const { composeYaml } = await import('./compose.ts');
  return composeYaml(text, problems);
}
