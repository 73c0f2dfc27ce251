// Placing a candidate at a step on the canvas: one undoable edit of the person who pressed it.
import type { Cell } from "../domain/cells";
import { type PlacedCell, planPlacement } from "../domain/placement";
import { currentDocument } from "./document";
import { followGeneration } from "./generations";

export interface Placed {
  /** Cells of the document that took the candidate's symbol. */
  placed: Cell[];
  /** Cells that somebody changed since the freeze: they stayed. `takeThem` places those too. */
  changedSince: Cell[];
  takeThem: () => void;
}

/** Place a candidate; step null = its newest. Null where nothing is there to place. */
export function placeCandidate(
  generation: string,
  candidate: number,
  step: number | null,
): Placed | null {
  const document = currentDocument();
  if (!document) return null;
  const followed = followGeneration(generation);
  try {
    const frozen = followed.frozen();
    const grid = followed.gridAt(candidate, step ?? followed.steps.lastStep ?? -1);
    if (!frozen || !grid) return null;
    const plan = planPlacement({
      frozen,
      frozenSymbols: document.layout.gridOf(frozen.content),
      candidate: grid,
      columnsNow: document.locate(frozen.columns),
      symbols: document.symbols(),
      states: document.states(),
      pins: document.pins(),
    });
    const write = (cells: readonly PlacedCell[]) =>
      document.edit((edit) => {
        for (const { row, column, symbol } of cells) edit.setSymbol(row, column, symbol, "model");
      });
    if (plan.toPlace.length > 0) write(plan.toPlace);
    return {
      placed: plan.toPlace,
      changedSince: plan.changedSince,
      takeThem: () => write(plan.changedSince),
    };
  } finally {
    followed.release();
  }
}
