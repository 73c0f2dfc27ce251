// What roll and lanes have in common: selection and cursor as indices, other people, reading of the stage.
import { createMemo, createRoot } from "solid-js";
import { readMeta } from "../../domain/chorale/bars";
import { currentDocument } from "../../state/document";
import { cursor, rectanglesToIndices, selection, shownColumnIndex } from "../../state/selection";
import { othersOnCanvas } from "../common/attention";

const shown = createRoot(() => {
  const selected = createMemo(() => rectanglesToIndices(selection(), shownColumnIndex()));
  const selectedKeys = createMemo((): ReadonlySet<string> => {
    const keys = new Set<string>();
    for (const one of selected()) {
      for (let row = one.firstRow; row <= one.lastRow; row++) {
        for (let column = one.first; column <= one.last; column++) keys.add(`${row}:${column}`);
      }
    }
    return keys;
  });
  const cursorAt = createMemo(() => {
    const at = cursor();
    const column = at && shownColumnIndex().get(at.column);
    return at && column !== undefined && column !== null ? { row: at.row, column } : null;
  });
  const meta = createMemo(() => readMeta(currentDocument()?.meta() ?? {}));
  const others = createMemo(othersOnCanvas);
  return { selected, selectedKeys, cursorAt, meta, others };
});

export { shownColumnIndex };
export const selectedRectangles = shown.selected;
/** Keys "row:column" of the selected cells of what is in view. */
export const selectedKeys = shown.selectedKeys;
export const cursorAt = shown.cursorAt;
export const shownMeta = shown.meta;
/** Other people (and one's other windows) on this canvas. */
export const others = shown.others;
