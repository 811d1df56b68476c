/** Which files are made, from few to all. */
export const TEMPLATES = ['basic', 'approvals', 'full'] as const;
export type Template = (typeof TEMPLATES)[number];

/** Stands at everything that is to be replaced. */
export const PLACEHOLDER = 'PLACEHOLDER';

/** One generated file. */
export interface MadeFile {
  readonly name: string;
  readonly text: string;
}
