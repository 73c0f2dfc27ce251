// The document as grids: what is not valid is ignored, and rows that did not change keep their identity.
import type * as Y from "yjs";
import {
  type Cell,
  type CellState,
  cellOfKey,
  DEFAULT_PIN,
  type Grid,
  isCellState,
  type PinGrid,
  type StateGrid,
  UNMASKED,
} from "../cells";
import type { GridChange, MapName } from "./layout";

/** A shared document laid out as a grid: ids of columns, and maps by the name of a cell. */
export interface SharedGrid {
  readonly columns: Y.Array<string>;
  readonly maps: Readonly<Record<MapName, Y.Map<unknown>>>;
}

export interface CanvasShape {
  numRows: number;
  /** Rows of a canvas whose metadata says another number. */
  numRowsOf?(meta: Pick<ReadonlyMap<string, unknown>, "get">): number;
  isSymbol(value: unknown): value is number;
  /** What the metadata says besides its own words, of marks on rows below the symbols. */
  metaOfMarks?(
    marks: ReadonlyMap<string, unknown>,
    columnIndex: ReadonlyMap<string, number>,
    numRows: number,
  ): Readonly<Record<string, unknown>>;
}

/** What `metaOfMarks` says: where it changes, marks or columns did. */
export const SAID_BY_MARKS: ReadonlySet<string> = new Set([
  "metre_changes",
  "key_changes",
  "form",
  "tempos",
]);

export interface Projection {
  columns: readonly string[];
  columnIndex: ReadonlyMap<string, number>;
  symbols: Grid;
  states: StateGrid;
  pins: PinGrid;
}

const MOST_CHARACTERS_OF_ID = 40;

const isColumnId = (id: unknown): id is string =>
  typeof id === "string" && id.length >= 1 && id.length <= MOST_CHARACTERS_OF_ID;

export function projectAll(grid: SharedGrid, shape: CanvasShape): Projection {
  const columns = [...new Set(grid.columns.toArray().filter(isColumnId))];
  const columnIndex = new Map(columns.map((id, index) => [id, index]));
  const numRows = shape.numRowsOf?.(grid.maps.meta) ?? shape.numRows;
  const rowsOf = <Value>(value: Value) =>
    Array.from({ length: numRows }, () => new Array<Value>(columns.length).fill(value));
  const symbols = rowsOf(0);
  const states = rowsOf<CellState>(UNMASKED);
  const pins = rowsOf<boolean>(DEFAULT_PIN[UNMASKED] as boolean);
  // Most cells have no entry in most maps: what the maps say is written over what is said otherwise.
  const each = (map: MapName, write: (cell: Cell, value: unknown) => void) =>
    grid.maps[map].forEach((value, key) => {
      const cell = cellOfKey(key, columnIndex);
      if (cell && cell.row < numRows) write(cell, value);
    });
  each("symbols", ({ row, column }, value) => {
    (symbols[row] as number[])[column] = readSymbol(value, shape);
  });
  each("states", ({ row, column }, value) => {
    const state = readState(value);
    (states[row] as CellState[])[column] = state;
    (pins[row] as boolean[])[column] = DEFAULT_PIN[state] as boolean;
  });
  each("pins", ({ row, column }, value) => {
    (pins[row] as boolean[])[column] = readPin(value, states[row]?.[column] ?? UNMASKED);
  });
  return { columns, columnIndex, symbols, states, pins };
}

/** The projection after some changes; equal to `projectAll`, without looking at every cell again. */
export function projectChanges(
  before: Projection,
  changes: readonly GridChange[],
  grid: SharedGrid,
  shape: CanvasShape,
): Projection {
  if (changes.some((change) => !("map" in change) || change.map === "meta"))
    return projectAll(grid, shape);
  const after = { ...before };
  const symbols = new RowsToWrite(before.symbols);
  const states = new RowsToWrite(before.states);
  const pins = new RowsToWrite(before.pins);
  for (const change of changes) {
    if (!("map" in change)) continue;
    const cell = cellOfKey(change.key, before.columnIndex);
    if (!cell || cell.row >= before.symbols.length) continue;
    if (change.map === "symbols") {
      symbols.write(cell.row, cell.column, readSymbol(change.value, shape));
    } else if (change.map === "states" || change.map === "pins") {
      const state = readState(grid.maps.states.get(change.key));
      states.write(cell.row, cell.column, state);
      pins.write(cell.row, cell.column, readPin(grid.maps.pins.get(change.key), state));
    }
  }
  after.symbols = symbols.rows;
  after.states = states.rows;
  after.pins = pins.rows;
  return after;
}

class RowsToWrite<Value> {
  rows: readonly (readonly Value[])[];
  private readonly copied = new Map<number, Value[]>();

  constructor(rows: readonly (readonly Value[])[]) {
    this.rows = rows;
  }

  write(row: number, column: number, value: Value): void {
    if (this.rows[row]?.[column] === value) return;
    let copy = this.copied.get(row);
    if (!copy) {
      copy = [...(this.rows[row] as readonly Value[])];
      this.copied.set(row, copy);
      const rows = [...this.rows];
      rows[row] = copy;
      this.rows = rows;
    }
    copy[column] = value;
  }
}

function readSymbol(value: unknown, shape: CanvasShape): number {
  return shape.isSymbol(value) ? value : 0;
}

function readState(value: unknown): CellState {
  return isCellState(value) ? value : UNMASKED;
}

function readPin(value: unknown, state: CellState): boolean {
  if (state === 2) return false;
  return typeof value === "boolean" ? value : (DEFAULT_PIN[state] as boolean);
}
