// The stage of the canvas that is open: what painting, score, sound and keys of its kind are about. Panels
// get it from their studio, as other pages make one of their own.
import { createRoot } from "solid-js";
import type { Grid } from "../domain/cells";
import type { CellSymbol } from "../protocol";
import { createStage } from "./createStage";
import { currentDocument } from "./document";
import { draftOf } from "./drafts";
import { followGeneration } from "./generations";

export const openStage = createRoot(() =>
  createStage({ document: currentDocument, follow: followGeneration, draft: draftOf }),
);

export const {
  now: stage,
  show: setStage,
  comparison,
  compareWith: setComparison,
  generation: shownGeneration,
  step: shownStep,
  columns: shownColumns,
  states: shownStates,
  pins: shownPins,
  pending: shownPending,
  isRunning,
  isLoading,
} = openStage;
/** The symbols in view, rows by columns: what roll, sound and miniatures draw. */
export const shownGrid = openStage.grid as <S extends CellSymbol = number>() => Grid<S>;
