// What the model composed and nobody has placed or kept: brown ink. All else is ink.
import { cellKey, type Grid, RENOISABLE, UNMASKED } from "../../domain/cells";
import { currentDocument } from "../../state/document/document";
import {
  shownColumns,
  shownGeneration,
  shownGrid,
  shownStates,
  stage,
} from "../../state/stage/open";

/** In a candidate: what came of its free cells. On the canvas: what was placed and is free again. */
export function isComposed(row: number, column: number): boolean {
  const state = shownStates()[row]?.[column] ?? UNMASKED;
  const symbol = shownGrid()[row]?.[column] ?? 0;
  if (state === UNMASKED || symbol === 0) return false;
  if (stage().view === "canvas")
    return (
      currentDocument()
        ?.authors()
        .get(cellKey(shownColumns()[column] ?? "", row)) === "model"
    );
  const before = shownGeneration()?.frozen()?.content.symbols as Grid | undefined;
  return state === RENOISABLE || before?.[row]?.[column] !== symbol;
}
