import { visible } from '../terminal/sanitise.ts';

/** What `--debug` writes to: one line each. An error code in it is the answering server's text. */
export function debugLines(stderr: Pick<NodeJS.WriteStream, 'write'>): (line: string) => void {
  return (line) => void stderr.write(`sentinel: debug: ${visible(line)}\n`);
}
