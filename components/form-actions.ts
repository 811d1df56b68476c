import type { ReasonCode } from '../src/policy/types.ts';

/** What the form's fields tell; the console decides what comes of it. */
export interface FormActions {
  setReason(code: ReasonCode): void;
  setText(field: 'ticket' | 'duration' | 'typed', value: string): void;
  /** Enter in a field. */
  submit(): void;
  typedText(): boolean;
}
