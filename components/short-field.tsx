import { Box } from 'ink';
import TextInput from 'ink-text-input';
import { visible } from '../src/terminal/sanitise.ts';

export interface ShortFieldProps {
  readonly value: string;
  readonly cells: number;
  /** Grows with each paste: the field starts anew with its cursor at the end. */
  readonly pastes: number;
  /** Whether the key just pressed was text: the field would take Ctrl+U for a letter. */
  readonly typedText: () => boolean;
  readonly onChange: (value: string) => void;
  readonly onSubmit: () => void;
}

/** The longest short field: a ticket's address fits. */
const LONGEST = 200;

/** A field of one line: ticket, duration, the name to confirm. */
export function ShortField(props: ShortFieldProps) {
  const { value, cells, pastes, typedText, onChange, onSubmit } = props;
  return (
    // Only the last line of a text that is too long is shown: there the cursor is.
    <Box
      width={cells}
      height={1}
      overflow="hidden"
      flexDirection="column"
      justifyContent="flex-end"
    >
      <Box flexShrink={0}>
        <TextInput
          key={pastes}
          value={value}
          onChange={(next) => {
            if (typedText()) onChange(clean(next));
          }}
          onSubmit={onSubmit}
        />
      </Box>
    </Box>
  );
}

/** What cannot be shown as it is has no place in a short field; half an emoji neither. */
function clean(text: string): string {
  return [...text.slice(0, LONGEST)].filter((char) => visible(char) === char).join('');
}
