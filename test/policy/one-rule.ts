/** A policy of one rule, whose lines from the fifth on are given. */
export const rule = (...lines: string[]): string =>
  [
    'version: "1"',
    'rules:',
    '  - name: a',
    '    effect: allow',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
/** The same with a time condition. */
export const time = (line: string): string => rule('conditions:', '  time:', `    ${line}`);
