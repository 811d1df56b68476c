import type { Size } from '../src/console/state.ts';
import { line, t } from '../src/console/text/spans.ts';
import type { Ui } from '../src/console/view/ui.ts';
import { Lines } from './lines.tsx';

/** Below 40x10 nothing useful fits; what runs goes on, and Ctrl+C still leaves. */
export function TooSmall({ size, ui }: { size: Size; ui: Ui }) {
  const lines = [
    line([t('Sentinel needs 40x10,', 'strong')], size.columns, ui.paint),
    line([t(`this is ${size.columns}x${size.rows}.`)], size.columns, ui.paint),
    line([t('Ctrl+C leaves.')], size.columns, ui.paint),
  ];
  return <Lines lines={lines.slice(0, size.rows)} rows={size.rows} />;
}
