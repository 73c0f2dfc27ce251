/** What a judge has heard of each side of a duel: how long it sounded, and how much of it. Pure. */

import type { Heard } from "../protocol";

export type Side = "left" | "right";

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

  /** The sides that have not sounded at all. */
  unheard(): Side[] {
    return (["left", "right"] as const).filter((side) => this.columns[side].size === 0);
  }
}

/** "A", "B" or "A and B". */
export const lettersOf = (sides: readonly Side[]): string =>
  sides.map((side) => (side === "left" ? "A" : "B")).join(" and ");
