// What roll and lanes have in common: selection and cursor as indices, other people, reading of the stage.

import { createMemo, createRoot } from "solid-js";
import { type Cell, CellMap } from "../../domain/cells";
import { keyAt, readMeta } from "../../domain/chorale/music/bars";
import type { KeySignature } from "../../domain/chorale/music/modes";
import { playedAs } from "../../domain/chorale/music/tempos";
import { harmonyRow, type Voice, voiceLetters } from "../../domain/chorale/music/voices";
import { currentDocument } from "../../state/document/document";
import { rectanglesToIndices } from "../../state/stage/createSelection";
import {
  cursor,
  selectedCells,
  selection,
  shownColumnIndex,
  shownGeneration,
  stage,
} from "../../state/stage/open";
import { othersOnCanvas } from "../common/attention";

const inView = createRoot(() => {
  const selected = createMemo(() => rectanglesToIndices(selection(), shownColumnIndex()));
  const isSelected = createMemo(() => {
    const cells = new CellMap<true>();
    for (const cell of selectedCells()) cells.set(cell, true);
    return cells;
  });
  const cursorAt = createMemo(() => {
    const at = cursor();
    const column = at && shownColumnIndex().get(at.column);
    return at && column !== undefined && column !== null ? { row: at.row, column } : null;
  });
  const said = createMemo(() => ({ ...currentDocument()?.meta(), ...timeOfRun() }));
  const meta = createMemo(() => readMeta(said()));
  const letters = createMemo(() => voiceLetters(meta().voices));
  const others = createMemo(othersOnCanvas);
  return { selected, isSelected, cursorAt, said, meta, letters, others };
});

/** Of a candidate in view voices, metres, keys, form and tempos are those that its run began with. */
function timeOfRun(): Readonly<Record<string, unknown>> {
  const content = stage().view === "candidate" ? shownGeneration()?.frozen()?.content : null;
  const frozen = content?.meta;
  if (typeof frozen !== "object" || frozen === null) return {};
  const { metre, pickup, metre_changes, key_changes, voices } = frozen as Record<string, unknown>;
  return { metre, pickup, metre_changes, key_changes, voices, ...playedAs(content) };
}

export { shownColumnIndex };
export const selectedRectangles = inView.selected;
/** Whether a cell of what is in view is selected. */
export const isSelected = (cell: Cell): boolean => inView.isSelected().has(cell);
export const cursorAt = inView.cursorAt;
/** The metadata of what is in view, as the codec has it and as it is read. */
export const metaInView = (): Readonly<Record<string, unknown>> => inView.said();
export const shownMeta = inView.meta;
/** The voices of what is in view, and their letters. */
export const shownVoices = (): readonly Voice[] => shownMeta().voices;
/** The voice of a row of what is in view; the first one for a row that somebody has just taken away. */
export const shownVoice = (row: number): Voice => shownVoices()[row] ?? (shownVoices()[0] as Voice);
/** The key that holds at a column of what is in view. */
export const shownKey = (column: number): KeySignature => keyAt(column, shownMeta());
export const shownLetters = inView.letters;
/** The row below the voices in view, on whose cells chords hang; metres hang on the next one. */
export const chordsRow = (): number => harmonyRow(shownVoices().length);
/** Other people (and one's other windows) on this canvas. */
export const others = inView.others;
