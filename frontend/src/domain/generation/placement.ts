// Which cells a candidate may write onto the canvas: those neither held nor changed since the freeze.
import type { CellSymbol, Frozen } from "../../protocol";
import {
  type AnyGrid,
  CellMap,
  type CellState,
  isHeld,
  type PinGrid,
  type StateGrid,
} from "../cells";

export interface PlacedCell {
  row: number;
  column: number;
  symbol: CellSymbol;
  /** Chosen by the person for this candidate, not composed. */
  isByHand?: boolean;
}

export interface PlacementInput {
  frozen: Pick<Frozen, "states" | "pins">;
  frozenSymbols: AnyGrid;
  /** The candidate's symbols over the frozen columns. */
  candidate: AnyGrid;
  /** What the document has for a symbol of the candidate. */
  written: (symbol: CellSymbol) => CellSymbol;
  /** What the person chose in the candidate's place, over the frozen columns; held cells may be among them. */
  chosen?: readonly PlacedCell[];
  /** Where each frozen column is now; undefined where it is gone. */
  columnsNow: readonly (number | undefined)[];
  symbols: AnyGrid;
  states: StateGrid;
  pins: PinGrid;
}

export interface Placement {
  /** What to write. */
  toPlace: PlacedCell[];
  /** What differs from the candidate but was changed since the freeze: another symbol, or held since. */
  changedSince: PlacedCell[];
  /** Free cells that have the candidate's symbol already. */
  alike: PlacedCell[];
}

/** What placing does. Held cells, unless the person chose a symbol for them, and deleted columns are left out. */
export function planPlacement(input: PlacementInput): Placement {
  const { frozen, frozenSymbols, candidate, written, columnsNow, symbols, states, pins } = input;
  const chosen = new CellMap<CellSymbol>();
  for (const cell of input.chosen ?? []) chosen.set(cell, cell.symbol);
  const toPlace: PlacedCell[] = [];
  const changedSince: PlacedCell[] = [];
  const alike: PlacedCell[] = [];
  candidate.forEach((cells, row) => {
    cells.forEach((composed, frozenColumn) => {
      const column = columnsNow[frozenColumn];
      if (column === undefined) return;
      const byHand = chosen.get({ row, column: frozenColumn });
      const symbol = written(byHand ?? composed);
      const wasState = (frozen.states[row]?.[frozenColumn] ?? 0) as CellState;
      const wasHeld = isHeld(wasState, frozen.pins[row]?.[frozenColumn] ?? true);
      if (wasHeld && byHand === undefined) return;
      const nowSymbol = symbols[row]?.[column] ?? 0;
      const cell = { row, column, symbol, ...(byHand === undefined ? {} : { isByHand: true }) };
      const isHeldNow = isHeld(states[row]?.[column] ?? 0, pins[row]?.[column] ?? true);
      if (nowSymbol === symbol) {
        if (!isHeldNow) alike.push(cell);
        return;
      }
      const wasSymbol = frozenSymbols[row]?.[frozenColumn] ?? 0;
      if ((isHeldNow && !wasHeld) || nowSymbol !== wasSymbol) changedSince.push(cell);
      else toPlace.push(cell);
    });
  });
  return { toPlace, changedSince, alike };
}
