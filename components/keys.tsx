import { type Key, useInput, usePaste } from 'ink';

export interface KeysProps {
  readonly onKey: (input: string, key: Key) => void;
  readonly onPaste: (text: string) => void;
}

/** Where every key arrives. Draws nothing. */
export function Keys({ onKey, onPaste }: KeysProps) {
  useInput(onKey);
  usePaste(onPaste);
  return null;
}
