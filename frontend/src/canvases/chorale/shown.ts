// What roll and lanes have in common: selection and cursor as indices, other people, reading of the stage.

import { createMemo, createRoot } from "solid-js";
import { type Cell, CellMap } from "../../domain/cells";
import { readMeta } from "../../domain/chorale/bars";
import { rectanglesToIndices } from "../../state/createSelection";
import { currentDocument } from "../../state/document";
import { cursor, selectedCells, selection, shownColumnIndex } from "../../state/open";
import { othersOnCanvas } from "../common/attention";

const shown = createRoot(() => {
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
  const meta = createMemo(() => readMeta(currentDocument()?.meta() ?? {}));
  const others = createMemo(othersOnCanvas);
  return { selected, isSelected, cursorAt, meta, others };
});

export { shownColumnIndex };
export const selectedRectangles = shown.selected;
/** Whether a cell of what is in view is selected. */
export const isSelected = (cell: Cell): boolean => shown.isSelected().has(cell);
export const cursorAt = shown.cursorAt;
export const shownMeta = shown.meta;
/** Other people (and one's other windows) on this canvas. */
export const others = shown.others;
