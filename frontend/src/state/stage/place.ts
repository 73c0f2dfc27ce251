// Placing a candidate at a step on the canvas: one undoable edit of the person who pressed it.
import { type Cell, UNMASKED } from "../../domain/cells";
import type { Reading } from "../../domain/document/layout";
import { type PlacedCell, planPlacement } from "../../domain/generation/placement";
import { currentDocument } from "../document/document";
import { draftOf } from "../document/drafts";
import { followGeneration } from "../generations/generations";

export interface Placed {
  /** Cells of the document that took the candidate's symbol. */
  placed: Cell[];
  /** Cells that somebody changed since the freeze: they stayed. `takeThem` places those too. */
  changedSince: Cell[];
  takeThem: () => void;
}

/**
 * Place a candidate with what the person chose in it; step null = its newest. What is placed is kept from then
 * on. Null where nothing is there to place, a sentence where it cannot be. refusal: for the metadata that the run
 * began with, and the document's.
 */
export function placeCandidate(
  generation: string,
  candidate: number,
  step: number | null,
  refusal: (frozen: Reading["meta"], now: Reading["meta"]) => string | null,
): Placed | string | null {
  const document = currentDocument();
  if (!document) return null;
  const followed = followGeneration(generation);
  try {
    const frozen = followed.frozen();
    const grid = followed.gridAt(candidate, step ?? followed.steps.lastStep ?? -1);
    if (!frozen || !grid) return null;
    const refused = refusal((frozen.content.meta ?? {}) as Reading["meta"], document.meta());
    if (refused !== null) return refused;
    const plan = planPlacement({
      frozen,
      frozenSymbols: document.layout.gridOf(frozen.content),
      candidate: grid,
      written: document.layout.written,
      chosen: [...draftOf(generation, candidate).values()].flatMap(({ row, column, symbol }) =>
        symbol === undefined ? [] : [{ row, column, symbol }],
      ),
      columnsNow: document.locate(frozen.columns),
      symbols: document.symbols(),
      states: document.states(),
      pins: document.pins(),
    });
    const write = (cells: readonly PlacedCell[], alike: readonly PlacedCell[] = []) =>
      document.edit((edit) => {
        for (const { row, column, symbol, isByHand } of cells)
          edit.setSymbol(row, column, symbol, isByHand ? "human" : "model");
        for (const { row, column } of [...cells, ...alike]) {
          edit.setState(row, column, UNMASKED);
          edit.setPin(row, column, null);
        }
      });
    if (plan.toPlace.length > 0 || plan.alike.length > 0) write(plan.toPlace, plan.alike);
    return {
      placed: plan.toPlace,
      changedSince: plan.changedSince,
      takeThem: () => write(plan.changedSince),
    };
  } finally {
    followed.release();
  }
}
