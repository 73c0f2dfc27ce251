// Where notes are written next, by keys or by playing: the cursor in the chosen voice, or the canvas's end.
import { createSignal } from "solid-js";
import { untouched } from "../../../audio/touch";
import type { Cell } from "../../../domain/cells";
import { voice } from "../../../state/stage/open";
import { cursorCell, putCursor } from "../acts";
import { numColumns, reveal } from "../roll/view";

/** The cursor stays on the last sixteenth once the canvas is full; this remembers that it is. */
const [end, setEnd] = createSignal<(Cell & { numColumns: number }) | null>(null);

/** The row that is written into and the next column, which is the number of columns at the end. */
export function caret(): Cell {
  const at = cursorCell();
  const full = end();
  const isAtEnd =
    at !== null &&
    full?.numColumns === numColumns() &&
    full.column === at.column &&
    full.row === at.row &&
    full.row === voice();
  return { row: voice(), column: isAtEnd ? numColumns() : (at?.column ?? 0) };
}

/** Put the caret at a column of the chosen voice, without a sound; `pitch` is brought into view too. */
export function putCaret(column: number, pitch?: number): void {
  untouched(() => putCursor({ row: voice(), column }));
  const at = cursorCell();
  setEnd(column >= numColumns() && at ? { ...at, numColumns: numColumns() } : null);
  reveal(Math.min(column, numColumns() - 1), pitch);
}
