// What is known of a kind that has no page of its own: its rows, what its symbols are called, how it is laid out.

import type { CellSymbol, KindShape } from "../../protocol";
import type { AnyGrid, Cell, Grid } from "../cells";
import { GridReplica } from "../document/gridReplica";
import { gridChangesTo } from "../document/gridRestore";
import type { DocumentLayout } from "../document/layout";
import { TEXT_LAYOUT } from "../text/replica";
import { FREE, shownWord } from "../text/words";

export const isText = (shape: KindShape): boolean => shape.layout === "text";

export function layoutOf(shape: KindShape): DocumentLayout {
  if (isText(shape)) return { ...TEXT_LAYOUT, kind: shape.kind };
  const cells = {
    numRows: shape.num_rows,
    isSymbol: (value: unknown): value is number => Number.isInteger(value),
  };
  return {
    kind: shape.kind,
    numRows: shape.num_rows,
    replica: () => new GridReplica(cells),
    gridOf: (content) => (Array.isArray(content.symbols) ? content.symbols : []) as Grid,
    written: (symbol) => symbol,
    locate: (columns, _replica, now) => columns.map((id) => now.columnIndex.get(id)),
    changesTo: (then, now) => gridChangesTo(then as GridReplica, now as GridReplica),
    captureMs: 0,
  };
}

/** What stands in a cell; "" for nothing. */
export function symbolLabel(shape: KindShape, symbol: CellSymbol): string {
  if (isText(shape)) return symbol === FREE ? "" : shownWord(String(symbol));
  return shape.symbol_labels[String(symbol)] ?? String(symbol);
}

export const rowName = (shape: KindShape, row: number): string =>
  shape.row_names[row] ?? (shape.num_rows > 1 ? `row ${row + 1}` : "");

/** "snare, column 5"; "column 5" where there is one row; "word 5" in a text. */
export function cellName(shape: KindShape, { row, column }: Cell): string {
  const place = `${isText(shape) ? "word" : "column"} ${column + 1}`;
  return [rowName(shape, row), place].filter(Boolean).join(", ");
}

const MOST_NAMED = 6;

/** "1 to 4, 9". */
function runsOf(columns: readonly number[]): string {
  const sorted = [...new Set(columns)].sort((one, other) => one - other);
  const runs: string[] = [];
  for (let at = 0; at < sorted.length; at++) {
    const first = sorted[at] as number;
    while (sorted[at + 1] === (sorted[at] as number) + 1) at++;
    const last = sorted[at] as number;
    runs.push(first === last ? `${first + 1}` : `${first + 1} to ${last + 1}`);
  }
  return runs.slice(0, MOST_NAMED).join(", ") + (runs.length > MOST_NAMED ? " and more" : "");
}

/** "snare in columns 1 to 16; hat in column 2". */
export function cellNames(shape: KindShape, cells: readonly Cell[]): string {
  const noun = isText(shape) ? "word" : "column";
  const rows = [...new Set(cells.map(({ row }) => row))].sort((one, other) => one - other);
  return rows
    .map((row) => {
      const columns = cells.filter((cell) => cell.row === row).map(({ column }) => column);
      const many = new Set(columns).size > 1;
      const place = `${noun}${many ? "s" : ""} ${runsOf(columns)}`;
      return [rowName(shape, row), place].filter(Boolean).join(" in ");
    })
    .join("; ");
}

/** How many cells of a grid say something, and how many there are. */
export function numFilled(shape: KindShape, grid: AnyGrid): { filled: number; all: number } {
  const symbols = grid.flat();
  return {
    filled: symbols.filter((symbol) => symbolLabel(shape, symbol) !== "").length,
    all: symbols.length,
  };
}

/** Cells in which two grids differ; the cells that only one has are among them. */
export function changedCells(grid: AnyGrid, base: AnyGrid): Cell[] {
  return grid.flatMap((symbols, row) =>
    symbols.flatMap((symbol, column) => (symbol === base[row]?.[column] ? [] : [{ row, column }])),
  );
}

export const allCells = (grid: AnyGrid): Cell[] =>
  grid.flatMap((symbols, row) => symbols.map((_, column) => ({ row, column })));

/**
 * How dark a symbol is in a picture that has no room for its label, 0 to 1: nothing is 0, and the others are
 * darker the later they come among all that stand in the grid.
 */
export function shadesOf(shape: KindShape, grid: AnyGrid): ReadonlyMap<CellSymbol, number> {
  const known = [...new Set(grid.flat())].filter((symbol) => symbolLabel(shape, symbol) !== "");
  known.sort((one, other) => Number(one) - Number(other));
  return new Map(known.map((symbol, at) => [symbol, 0.4 + (0.6 * (at + 1)) / known.length]));
}

/** The symbols that a person can write, with their labels; none where the kind names none. */
export const writable = (shape: KindShape): { symbol: number; label: string }[] =>
  isText(shape)
    ? []
    : Object.entries(shape.symbol_labels)
        .map(([symbol, label]) => ({ symbol: Number(symbol), label }))
        .sort((one, other) => one.symbol - other.symbol);

/** What follows a symbol among those that a person can write; the first follows the last. */
export function nextSymbol(shape: KindShape, symbol: CellSymbol): number | null {
  const all = writable(shape);
  const at = all.findIndex((one) => one.symbol === symbol);
  return all[(at + 1) % all.length]?.symbol ?? null;
}
