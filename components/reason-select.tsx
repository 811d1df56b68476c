import { Box, Text } from 'ink';
import SelectInput from 'ink-select-input';
import { useMemo } from 'react';
import type { Ui } from '../src/console/view/ui.ts';
import type { ReasonCode } from '../src/policy/types.ts';

export interface ReasonSelectProps {
  readonly codes: readonly ReasonCode[];
  readonly selected: ReasonCode;
  readonly rows: number;
  readonly ui: Ui;
  readonly onHighlight: (code: ReasonCode) => void;
  readonly onSelect: (code: ReasonCode) => void;
}

/** What the reasons mean, for someone at 2 a.m. */
const MEANINGS: Readonly<Record<ReasonCode, string>> = {
  incident: 'something is broken now',
  maintenance: 'planned work that needs more than usual',
  security: 'an attack, or the suspicion of one',
  recovery: 'bringing back data or a service',
  other: 'none of these; the justification says what',
};

/** The reason codes that the rule allows, one to be picked. */
export function ReasonSelect(props: ReasonSelectProps) {
  const { codes, selected, rows, ui, onHighlight, onSelect } = props;
  const items = useMemo(
    () => codes.map((code) => ({ key: code, value: code, label: code })),
    [codes],
  );
  const { Pointer, Label } = useMemo(() => parts(ui), [ui]);
  return (
    <SelectInput
      items={items}
      limit={rows}
      initialIndex={Math.max(0, codes.indexOf(selected))}
      indicatorComponent={Pointer}
      itemComponent={Label}
      onHighlight={(item) => onHighlight(item.value)}
      onSelect={(item) => onSelect(item.value)}
    />
  );
}

/** The list's look, in our own paint: the library's is blue even where colours are off. */
function parts(ui: Ui) {
  const Pointer = ({ isSelected }: { isSelected?: boolean }) => (
    <Box flexShrink={0}>
      <Text>{isSelected ? ui.paint(`${ui.symbols.pointer} `, 'accent', 'strong') : '  '}</Text>
    </Box>
  );
  const Label = ({ isSelected, label }: { isSelected?: boolean; label: string }) => {
    const name = label.padEnd(13);
    const meaning = MEANINGS[label as ReasonCode];
    return (
      <Text wrap="truncate">
        {isSelected ? ui.paint(name, 'strong') : name}
        {meaning}
      </Text>
    );
  };
  return { Pointer, Label };
}
