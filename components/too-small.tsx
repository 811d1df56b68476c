import type { Size } from '../src/console/state.ts';
import { line, t } from '../src/console/text/spans.ts';
import { wrapText } from '../src/console/text/wrap.ts';
import type { Ui } from '../src/console/view/ui.ts';
import { Lines } from './lines.tsx';

/** Below 40x10 nothing useful fits; what runs goes on, and Ctrl+C still leaves. */
export function TooSmall({ size, ui }: { size: Size; ui: Ui }) {
  const text = `Sentinel needs 40x10, this is ${size.columns}x${size.rows}. Ctrl+C leaves.`;
  const lines = wrapText(text, size.columns).map((part) => line([t(part)], size.columns, ui.paint));
  return <Lines lines={lines} rows={size.rows} />;
}
