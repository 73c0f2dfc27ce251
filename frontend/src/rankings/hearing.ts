/** What a judge has heard of each side of a duel: how long it sounded, and how much of it. Pure. */

import type { Heard } from "../protocol";

export type Side = "left" | "right";

/** The share of a piece that is all of it, but for a last rest. */
const WHOLE = 0.98;

export class Hearing {
  private readonly columns = { left: new Set<number>(), right: new Set<number>() };
  private readonly ms = { left: 0, right: 0 };
  private last: { side: Side; at: number } | null = null;

  /** This side sounds now, in this column; true where the column is new. */
  note(side: Side, column: number, nowMs: number): boolean {
    if (this.last?.side === side) this.ms[side] += nowMs - this.last.at;
    this.last = { side, at: nowMs };
    const before = this.columns[side].size;
    return this.columns[side].add(Math.floor(column)).size > before;
  }

  /** Nothing sounds now. */
  rest(): void {
    this.last = null;
  }

  /** `numColumns`: of each side. */
  heard(numColumns: Readonly<Record<Side, number>>): Heard {
    const of = (side: Side) => ({
      seconds: Math.round(this.ms[side] / 100) / 10,
      share: Math.min(1, this.columns[side].size / Math.max(1, numColumns[side])),
    });
    return { left: of("left"), right: of("right") };
  }

  /** The sides that have sounded less than this, and not as a whole; of 0 seconds, those that have not at all. */
  unheard(leastSeconds: number, numColumns: Readonly<Record<Side, number>>): Side[] {
    const heard = this.heard(numColumns);
    return (["left", "right"] as const).filter(
      (side) =>
        heard[side].share === 0 ||
        (heard[side].seconds < leastSeconds && heard[side].share < WHOLE),
    );
  }
}

/** "A", "B" or "A and B". */
export const lettersOf = (sides: readonly Side[]): string =>
  sides.map((side) => (side === "left" ? "A" : "B")).join(" and ");
