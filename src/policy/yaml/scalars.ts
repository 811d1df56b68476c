import { kindOf, type Reader } from './readers.ts';

/** `true` or `false`. */
export function yesNo(what: string): Reader<boolean> {
  return (node, problems) => {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
    problems.add(node.at, `${what} must be true or false, not ${kindOf(node)}`);
    return undefined;
  };
}

/** A whole number from 1 on. */
export function count(what: string): Reader<number> {
  return (node, problems) => {
    const value = node.kind === 'scalar' ? node.value : null;
    if (typeof value !== 'number') {
      problems.add(node.at, `${what} must be a number, not ${kindOf(node)}`);
    } else if (Number.isSafeInteger(value) && value >= 1) return value;
    else problems.add(node.at, `${what} must be a whole number from 1 on`);
    return undefined;
  };
}
