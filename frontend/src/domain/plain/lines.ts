// How a grid is cut into lines that fit the view, and where keys lead in it.
import type { Cell } from "../cells";

export interface Line {
  first: number;
  last: number;
}

/** Pixels of a cell: as large as lets all columns stand in one line, within these. */
const [LEAST_PX, MOST_PX] = [34, 52];

export const cellSize = (room: number, numColumns: number): number =>
  Math.max(LEAST_PX, Math.min(MOST_PX, Math.floor(room / Math.max(1, numColumns))));

/** Columns in one line: as many as fit, in whole groups of four where there is room for one. */
export function columnsPerLine(room: number, cellWidth: number, numColumns: number): number {
  const fitting = Math.max(1, Math.floor(room / cellWidth));
  if (fitting >= numColumns) return Math.max(1, numColumns);
  return fitting >= 4 ? fitting - (fitting % 4) : fitting;
}

export const linesOf = (numColumns: number, perLine: number): Line[] =>
  Array.from({ length: Math.ceil(numColumns / perLine) }, (_, at) => ({
    first: at * perLine,
    last: Math.min(numColumns, (at + 1) * perLine) - 1,
  }));

export interface Extent {
  numRows: number;
  numColumns: number;
  perLine: number;
}

/** The cell that a key leads to: below the last row of a line begins the next line. Null for other keys. */
export function cellAfterKey(key: string, from: Cell, extent: Extent): Cell | null {
  const { numRows, numColumns, perLine } = extent;
  const { row, column } = from;
  const within = (next: Cell): Cell => (next.column < 0 || next.column >= numColumns ? from : next);
  switch (key) {
    case "ArrowLeft":
      return within({ row, column: column - 1 });
    case "ArrowRight":
      return within({ row, column: column + 1 });
    case "ArrowUp":
      return row > 0
        ? { row: row - 1, column }
        : within({ row: column < perLine ? row : numRows - 1, column: column - perLine });
    case "ArrowDown":
      return row < numRows - 1
        ? { row: row + 1, column }
        : within({ row: 0, column: column + perLine });
    case "Home":
      return { row, column: 0 };
    case "End":
      return { row, column: Math.max(0, numColumns - 1) };
    default:
      return null;
  }
}
