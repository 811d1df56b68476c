import { Box, Text } from 'ink';
import { memo } from 'react';

export interface LinesProps {
  /** Painted, and cut to their width already. */
  readonly lines: readonly string[];
  /** Takes exactly so many lines of the screen, whatever comes. */
  readonly rows: number;
}

/** Lines of text, one Text each. What is empty at the end costs nothing: the box has its height. */
export function Lines({ lines, rows }: LinesProps) {
  let end = Math.min(lines.length, rows);
  while (end > 0 && lines[end - 1] === '') end--;
  const shown = lines.slice(0, end);
  return (
    <Box flexDirection="column" height={rows} flexShrink={0}>
      {/* A line's place is what it is: rows are redrawn where they stand. */}
      {shown.map((line, at) => (
        <Line key={String(at)} line={line} />
      ))}
    </Box>
  );
}

/** An empty Text takes no row, so an empty line is a blank. */
const Line = memo(function Line({ line }: { line: string }) {
  return <Text wrap="truncate">{line === '' ? ' ' : line}</Text>;
});
