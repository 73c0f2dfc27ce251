// Which cells a candidate may write onto the canvas: those neither held nor changed since the freeze.
import type { CellSymbol, Frozen } from "../protocol";
import { type AnyGrid, type CellState, isHeld, type PinGrid, type StateGrid } from "./cells";

export interface PlacedCell {
  row: number;
  column: number;
  symbol: CellSymbol;
}

export interface PlacementInput {
  frozen: Pick<Frozen, "states" | "pins">;
  frozenSymbols: AnyGrid;
  /** The candidate's symbols over the frozen columns. */
  candidate: AnyGrid;
  /** Where each frozen column is now; undefined where it is gone. */
  columnsNow: readonly (number | undefined)[];
  symbols: AnyGrid;
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
  const { frozen, frozenSymbols, candidate, columnsNow, symbols, states, pins } = input;
  const toPlace: PlacedCell[] = [];
  const changedSince: PlacedCell[] = [];
  candidate.forEach((row, rowIndex) => {
    row.forEach((symbol, frozenColumn) => {
      const column = columnsNow[frozenColumn];
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
