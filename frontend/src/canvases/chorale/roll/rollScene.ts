/** Everything that the roll draws, read anew whenever any of it changes. */

import type { Author } from "../../../domain/cells";
import { rowNow } from "../../../domain/chorale/words/locationWords";
import { commentedPlaces } from "../../../state/comments";
import { currentDocument } from "../../../state/document/document";
import { pointedFault, shownFaults } from "../../../state/generations/faults";
import {
  comparison,
  isRunning,
  shownColumns,
  shownDoubt,
  shownGeneration,
  shownPending,
  shownStep,
  stage,
  tool,
  voice,
} from "../../../state/stage/open";
import { loop, playhead } from "../../../state/stage/playhead";
import { isHeard } from "../../../state/stage/voices";
import { comparedGrid } from "../comparedGrid";
import { preview, previewGrid, previewPins, previewStates } from "../gestures/preview";
import {
  cursorAt,
  isSelected,
  others,
  selectedRectangles,
  shownColumnIndex,
  shownMeta,
  shownVoices,
} from "../inView";
import { noteName } from "../letters";
import { shownTuplets } from "../writing/tupletsInView";
import type { Palette } from "./drawing/palette";
import { pointedVoice } from "./pointedVoice";
import { GUTTER, rulerHeight, view } from "./view";

const NOBODY: ReadonlyMap<string, Author> = new Map();

const marks = () => currentDocument()?.marks() ?? new Map();

/** How far the run in view is, or null while what is in view stands still. */
const live = (): number | null => {
  const inView = stage();
  const step = shownStep();
  if (inView.view !== "candidate" || inView.step !== null || !isRunning() || step === null)
    return null;
  return step / Math.max(1, shownGeneration()?.generation()?.num_steps ?? 1);
};

export const rollScene = (palette: Palette) => ({
  view: view(),
  palette,
  meta: shownMeta(),
  numColumns: shownColumns().length,
  columns: shownColumns(),
  rangeOf: tool() === "draw" ? voice() : null,
  nameOf: noteName,
  grid: previewGrid(),
  states: previewStates(),
  pins: previewPins(),
  marks: marks(),
  authors: stage().view === "canvas" ? (currentDocument()?.authors() ?? NOBODY) : NOBODY,
  isSelected,
  rectangles: selectedRectangles(),
  cursor: cursorAt(),
  people: others(),
  columnIndex: shownColumnIndex(),
  playhead: playhead(),
  pointedVoice: pointedVoice(),
  voices: shownVoices(),
  heard: shownVoices().map((_, row) => isHeard(row)),
  loop: loop(),
  preview: preview(),
  doubt: shownDoubt(),
  pending: shownPending(),
  faults: shownFaults(),
  commented: commentedPlaces(rowNow),
  pointed: pointedFault(),
  tuplets: shownTuplets(),
  inView: stage(),
  live: live(),
  compared: comparison() ? comparedGrid() : null,
  rulerHeight: rulerHeight(),
  size: { width: view().width + GUTTER, height: view().height + rulerHeight() },
});

export type RollScene = ReturnType<typeof rollScene>;
