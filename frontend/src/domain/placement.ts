// Which cells a candidate may write onto the canvas: those neither held nor changed since the freeze.
import type { Frozen } from "../protocol";
import { type CellState, type Grid, isHeld, type PinGrid, type StateGrid } from "./cells";

export interface PlacedCell {
  row: number;
  column: number;
  symbol: number;
}

export interface PlacementInput {
  frozen: Pick<Frozen, "columns" | "states" | "pins" | "content">;
  /** The candidate's symbols over the frozen columns. */
  candidate: Grid;
  columns: readonly string[];
  symbols: Grid;
  states: StateGrid;
  pins: PinGrid;
}

/**
 * The cells to write, and those that differ from the candidate but were changed since the freeze
 * (another symbol, state or pin than at the freeze). Held cells and deleted columns are left out.
 */
export function planPlacement(input: PlacementInput): {
  toPlace: PlacedCell[];
  changedSince: PlacedCell[];
} {
  const { frozen, candidate, columns, symbols, states, pins } = input;
  const frozenSymbols = frozen.content.symbols as Grid;
  const columnIndex = new Map(columns.map((id, index) => [id, index]));
  const toPlace: PlacedCell[] = [];
  const changedSince: PlacedCell[] = [];
  candidate.forEach((row, rowIndex) => {
    row.forEach((symbol, frozenColumn) => {
      const column = columnIndex.get(frozen.columns[frozenColumn] ?? "");
      if (column === undefined) return;
      const wasState = (frozen.states[rowIndex]?.[frozenColumn] ?? 0) as CellState;
      const wasPinned = frozen.pins[rowIndex]?.[frozenColumn] ?? true;
      if (isHeld(wasState, wasPinned)) return;
      const nowSymbol = symbols[rowIndex]?.[column] ?? 0;
      if (nowSymbol === symbol) return;
      const cell = { row: rowIndex, column, symbol };
      const nowState = states[rowIndex]?.[column] ?? 0;
      const isHeldNow = isHeld(nowState, pins[rowIndex]?.[column] ?? true);
      const wasSymbol = frozenSymbols[rowIndex]?.[frozenColumn] ?? 0;
      if (isHeldNow || nowSymbol !== wasSymbol) changedSince.push(cell);
      else toPlace.push(cell);
    });
  });
  return { toPlace, changedSince };
}
