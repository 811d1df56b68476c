import { Text } from 'ink';
import { memo } from 'react';

/**
 * Lines that are painted and cut to their width already, one Text each; padded or cut to `rows`, so that
 * a view never takes a line more than it was given.
 */
export function Lines({ lines, rows }: { lines: readonly string[]; rows?: number }) {
  const shown =
    rows === undefined ? lines : Array.from({ length: rows }, (_, at) => lines[at] ?? '');
  // A line's place is what it is: rows are redrawn where they stand.
  return shown.map((line, at) => <Line key={String(at)} line={line} />);
}

/** An empty Text takes no row, so an empty line is a blank. */
const Line = memo(function Line({ line }: { line: string }) {
  return <Text wrap="truncate">{line === '' ? ' ' : line}</Text>;
});
