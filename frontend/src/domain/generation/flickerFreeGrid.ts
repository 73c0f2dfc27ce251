// A grid that follows another one without flicker: no cell changes more than three times a second.
import type { CellSymbol } from "../../protocol";
import type { Grid } from "../cells";

/** Two changes of one cell are at least this far apart (WCAG 2.3.1: at most three flashes a second). */
export const CELL_INTERVAL_MS = 340;

export class FlickerFreeGrid<S extends CellSymbol = number> {
  private grid: S[][] = [];
  private changedAt: Float64Array[] = [];

  /** Go towards `target`; `isPending` says that some cells still have to wait for their turn. */
  advance(target: Grid<S>, nowMs: number): { grid: Grid<S>; isPending: boolean } {
    const isSameShape =
      this.grid.length === target.length && this.grid[0]?.length === target[0]?.length;
    if (!isSameShape) return { grid: this.jump(target), isPending: false };
    let isPending = false;
    const next = this.grid.map((row, rowIndex) => {
      const wanted = target[rowIndex] as readonly S[];
      const changedAt = this.changedAt[rowIndex] as Float64Array;
      let copy: S[] | null = null;
      for (let column = 0; column < row.length; column++) {
        if (row[column] === wanted[column]) continue;
        if (nowMs - (changedAt[column] as number) < CELL_INTERVAL_MS) {
          isPending = true;
          continue;
        }
        copy ??= [...row];
        copy[column] = wanted[column] as S;
        changedAt[column] = nowMs;
      }
      return copy ?? row;
    });
    this.grid = next;
    return { grid: next, isPending };
  }

  /** Show `target` at once: a person went there. */
  jump(target: Grid<S>): Grid<S> {
    this.grid = target.map((row) => [...row]);
    this.changedAt = target.map((row) => new Float64Array(row.length).fill(-CELL_INTERVAL_MS));
    return this.grid;
  }
}
