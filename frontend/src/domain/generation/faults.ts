/** Which faults count against what the model wrote. Pure. */

import type { Fault } from "../../protocol";
import { cellOf, isHeld, type PinGrid, type StateGrid } from "../cells";

/** Faults that have a cell which may change; those in held cells alone are the author's own choice. */
export function faultsOfFree(
  faults: readonly Fault[],
  states: StateGrid,
  pins: PinGrid,
): readonly Fault[] {
  const numColumns = states[0]?.length ?? 0;
  const isFree = (cell: number): boolean => {
    const { row, column } = cellOf(cell, numColumns);
    const state = states[row]?.[column];
    return state === undefined || !isHeld(state, pins[row]?.[column] ?? true);
  };
  return faults.filter(({ cells }) => cells.length === 0 || cells.some(isFree));
}
