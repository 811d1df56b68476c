import { expect } from 'vitest';
import { parseAccessPolicy } from '../../src/policy/parse.ts';
import { PolicyError } from '../../src/policy/problems.ts';

/** The problems of a text, as `line:column message`. */
export async function problems(
  text: string,
  parse: (text: string, ref: string) => Promise<unknown> = parseAccessPolicy,
): Promise<string[]> {
  const error = await parse(text, 'file:p.yaml').then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error === null) return [];
  if (!(error instanceof PolicyError)) throw error;
  expect(error.exitCode).toBe(1);
  return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}
