/**
 * The canvas that is open: its stage, and what a person works with on it. One canvas is open in a window, so these
 * are made once, here and nowhere else. All that draws or changes this canvas takes them from here (its kind)
 * or from its studio (panels); a page with a stage of its own makes one with `createStage`.
 */

import { createRoot } from "solid-js";
import type { Grid } from "../../domain/cells";
import type { CellSymbol } from "../../protocol";
import { currentSession } from "../../session";
import { currentDocument } from "../document/document";
import { addToDraft, draftOf } from "../document/drafts";
import { followGeneration } from "../generations/generations";
import { createLooks } from "./createLooks";
import { createSelection } from "./createSelection";
import { createStage } from "./createStage";
import { createTarget } from "./createTarget";

const made = createRoot(() => {
  const document = currentDocument;
  const stage = createStage({ document, follow: followGeneration, draft: draftOf });
  const role = () => currentSession()?.role() ?? null;
  const targeting = createTarget({ document, stage, role, addToDraft });
  const selecting = createSelection({ document, stage, targeting });
  return { stage, targeting, selecting, looks: createLooks({ document, stage, targeting }) };
});

export const {
  stage: openStage,
  targeting: openTarget,
  selecting: openSelection,
  looks: openLooks,
} = made;

export const {
  inView: stage,
  show: setStage,
  comparison,
  run: shownGeneration,
  step: shownStep,
  columns: shownColumns,
  states: shownStates,
  pins: shownPins,
  pending: shownPending,
  isRunning,
} = made.stage;
/** The symbols in view, rows by columns: what roll, sound and miniatures draw. */
export const shownGrid = made.stage.grid as <S extends CellSymbol = number>() => Grid<S>;

export const { target, editCells, sendActs } = made.targeting;

export const {
  selection,
  setSelection,
  clearSelection,
  selectedCells,
  shownColumnIndex,
  cursor,
  setCursor,
  tool,
  setTool,
  brushState,
  setBrushState,
  brushSize,
  setBrushSize,
  voice,
  setVoice,
  setStates,
  togglePin,
  invert,
} = made.selecting;

export const {
  isDoubtShown,
  shownDoubt,
  toggleDoubt,
  alternatives,
  openAlternatives,
  closeAlternatives,
  tried,
} = made.looks;
