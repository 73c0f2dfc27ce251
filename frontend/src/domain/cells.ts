// Cells of any canvas kind: states, pins, grids, and the keys by which the shared document names a cell.
import type { CellSymbol } from "../protocol";

export const UNMASKED = 0;
export const MASKED = 1;
export const RENOISABLE = 2;
export type CellState = 0 | 1 | 2;

/** Rows by columns: numbers in a chorale, words in a text. Rows that did not change keep their identity. */
export type Grid<S extends CellSymbol = number> = readonly (readonly S[])[];
/** The grid of a canvas of any kind. */
export type AnyGrid = Grid<CellSymbol>;
export type StateGrid = readonly (readonly CellState[])[];
export type PinGrid = readonly (readonly boolean[])[];

export type Author = "human" | "model" | "edited";

export const STATE_NAMES = ["unmasked", "masked", "renoisable"] as const;
export const STATE_LABELS = ["Unmasked", "Masked", "Renoisable"] as const;
export const STATE_LETTERS = ["U", "M", "R"] as const;
export const STATE_SENTENCES = [
  "Keep: the model leaves it as it is and builds on it.",
  "Rewrite: the model doubts it and rewrites it, starting from what is there.",
  "Anew: the model forgets what is there and composes it from noise.",
] as const;

/** Whether a state pins its value unless somebody said otherwise; renoisable never pins. */
export const DEFAULT_PIN: readonly boolean[] = [true, false, false];

/** Whether the value may not change: the `hold` of a plan. */
export function isHeld(state: CellState, pin: boolean): boolean {
  return pin && state !== RENOISABLE;
}

/** Where a cell is in the grid in view. The document names it by a key, messages about a grid by a number. */
export interface Cell {
  row: number;
  column: number;
}

/** A cell's number in its grid, counted row by row. */
export const flatOf = ({ row, column }: Cell, numColumns: number): number =>
  row * numColumns + column;

/** The cell of a number in a grid. */
export const cellOf = (flat: number, numColumns: number): Cell => ({
  row: Math.floor(flat / Math.max(1, numColumns)),
  column: flat % Math.max(1, numColumns),
});

/** The name of a cell in the shared document, from its column's id and its row. */
export function cellKey(columnId: string, row: number): string {
  return `${columnId}:${row}`;
}

/** The cell of a name in the shared document; null where it is no such name, or its column is gone. */
export function cellOfKey(key: string, columnIndex: ReadonlyMap<string, number>): Cell | null {
  const cut = key.lastIndexOf(":");
  const row = key.slice(cut + 1);
  const column = columnIndex.get(key.slice(0, cut));
  return cut > 0 && /^(0|[1-9]\d*)$/.test(row) && column !== undefined
    ? { row: Number(row), column }
    : null;
}

/** More columns than any canvas has. */
const MOST_COLUMNS = 2 ** 24;

/** What belongs to cells of one grid: one value each, in the order in which the cells came. */
export class CellMap<Value> {
  private readonly byCell: Map<number, Value>;

  constructor(from?: CellMap<Value>) {
    this.byCell = new Map(from?.byCell);
  }

  get size(): number {
    return this.byCell.size;
  }

  set(cell: Cell, value: Value): this {
    this.byCell.set(flatOf(cell, MOST_COLUMNS), value);
    return this;
  }

  get(cell: Cell): Value | undefined {
    return this.byCell.get(flatOf(cell, MOST_COLUMNS));
  }

  has(cell: Cell): boolean {
    return this.byCell.has(flatOf(cell, MOST_COLUMNS));
  }

  values(): Value[] {
    return [...this.byCell.values()];
  }
}

/** Cells of one grid, each once. */
export function cellSet(cells: readonly Cell[]): CellMap<true> {
  const found = new CellMap<true>();
  for (const cell of cells) found.set(cell, true);
  return found;
}

export function isCellState(value: unknown): value is CellState {
  return value === UNMASKED || value === MASKED || value === RENOISABLE;
}

export function emptyGrid(numRows: number, numColumns: number): number[][] {
  return Array.from({ length: numRows }, () => new Array<number>(numColumns).fill(0));
}

/** A flat list of cells (cell = row * columns + column) as rows. */
export function gridFromCells<S extends CellSymbol>(cells: ArrayLike<S>, numRows: number): S[][] {
  const numColumns = Math.floor(cells.length / numRows);
  return Array.from({ length: numRows }, (_, row) =>
    Array.from({ length: numColumns }, (_, column) => cells[row * numColumns + column] as S),
  );
}

export const AUTHOR_WORDS: Record<Author, string> = {
  human: "written by a person",
  model: "written by the model",
  edited: "written by the model, corrected by a person",
};
