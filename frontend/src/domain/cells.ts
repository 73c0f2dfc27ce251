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

export interface Cell {
  row: number;
  column: number;
}

/** The name of a cell in the shared document, from its column's id and its row. */
export function cellKey(columnId: string, row: number): string {
  return `${columnId}:${row}`;
}

/** The column id and row of a cell's name; null where it is no such name. */
export function parseCellKey(key: string): { columnId: string; row: number } | null {
  const cut = key.lastIndexOf(":");
  const row = key.slice(cut + 1);
  return cut > 0 && /^(0|[1-9]\d*)$/.test(row)
    ? { columnId: key.slice(0, cut), row: Number(row) }
    : null;
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
