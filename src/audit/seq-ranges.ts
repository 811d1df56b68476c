/** Sequence numbers not seen yet, as ranges: a log that lacks a million lines costs one entry. */
export class SeqRanges {
  #ranges: { from: number; to: number }[] = [];

  add(from: number, to: number): void {
    if (from <= to) this.#ranges.push({ from, to });
  }

  /** Takes one number out; false where it was not in. */
  take(seq: number): boolean {
    const at = this.#ranges.findIndex(({ from, to }) => from <= seq && seq <= to);
    const range = this.#ranges[at];
    if (range === undefined) return false;
    const left = [
      { from: range.from, to: seq - 1 },
      { from: seq + 1, to: range.to },
    ].filter(({ from, to }) => from <= to);
    this.#ranges.splice(at, 1, ...left);
    return true;
  }

  all(): readonly { readonly from: number; readonly to: number }[] {
    return this.#ranges;
  }
}
