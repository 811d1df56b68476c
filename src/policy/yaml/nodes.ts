/** A YAML document as Sentinel reads it: aliases followed, tags refused, every node with its place. */
export type Node = MapNode | ListNode | ScalarNode;

/** Line and column from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface MapNode {
  readonly kind: 'map';
  readonly at: Place;
  readonly entries: readonly { readonly key: string; readonly at: Place; readonly value: Node }[];
}

export interface ListNode {
  readonly kind: 'list';
  readonly at: Place;
  readonly items: readonly Node[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly at: Place;
  readonly value: string | number | boolean | null;
  /** As it stands in the text. */
  readonly source: string;
}
