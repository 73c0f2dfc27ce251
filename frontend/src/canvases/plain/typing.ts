// Cells written by typing: which one is being written, what stands in its field, and where that goes.
import { createMemo, createRoot, createSignal } from "solid-js";
import type { Cell } from "../../domain/cells";
import { UNMASKED } from "../../domain/cells";
import { isText, symbolLabel } from "../../domain/plain/shape";
import {
  emptyWords,
  isTyped,
  symbolsTyped,
  type Typed,
  typeWords,
} from "../../domain/plain/typing";
import type { TextEdit } from "../../domain/text/edits";
import type { TextReading } from "../../domain/text/reading";
import { FREE } from "../../domain/text/words";
import type { KindShape } from "../../protocol";
import type { TargetEdit } from "../../state/stage/createTarget";
import {
  editCells,
  setCursor,
  shownColumnIndex,
  shownColumns,
  shownGrid,
  target,
} from "../../state/stage/open";
import { plural } from "../../ui/plural";
import { actedOn, putCursor, reveal, selectBetween } from "./acts";

/** By the id of its column, which outlives what others write; null: behind the last word of a text. */
const [place, setPlace] = createSignal<{ row: number; column: string | null } | null>(null);
const [draft, setDraft] = createSignal("");

export { draft, setDraft };

/** The cell that is being written. */
export const typedCell = createRoot(() =>
  createMemo((): Cell | null => {
    const at = place();
    const column = at?.column == null ? undefined : shownColumnIndex().get(at.column);
    return at && column !== undefined ? { row: at.row, column } : null;
  }),
);

/** Whether words are being added behind the last one. */
export const isAdding = (): boolean => place()?.column === null;

/** Whether words can be added: a candidate has as many as its canvas had. */
export const canAdd = (shape: KindShape): boolean => isText(shape) && target()?.kind === "canvas";

/** Open the field of a cell; behind the last word of a text, one for more words. */
export function startTyping(shape: KindShape, cell: Cell): void {
  if (!isTyped(shape) || !target()) return;
  const column = shownColumns()[cell.column];
  if (column === undefined) {
    if (canAdd(shape)) open({ row: cell.row, column: null }, "");
    return;
  }
  putCursor(cell);
  selectBetween(cell, cell);
  const now = shownGrid()[cell.row]?.[cell.column];
  open({ row: cell.row, column }, now === undefined ? "" : symbolLabel(shape, now));
  reveal(cell);
}

function open(at: { row: number; column: string | null }, text: string): void {
  setDraft(text);
  setPlace(at);
}

/** Close the field; what is in it is forgotten. */
export const endTyping = (): void => void setPlace(null);

/**
 * Write what stands in the field, and close it. The cell behind the last one that was written, or why it cannot be
 * written, as a sentence.
 */
export function commitTyping(shape: KindShape): { next: Cell } | { problem: string } {
  const end = { row: 0, column: shownColumns().length };
  const cell = isAdding() ? end : typedCell();
  if (!cell || (isAdding() && draft().trim() === "")) {
    endTyping(); // somebody took the cell out, or there is nothing to add
    return { next: end };
  }
  const now = shownGrid()[cell.row]?.[cell.column];
  const isSame = now !== undefined && draft() === symbolLabel(shape, now);
  const written = isSame ? { next: behind(cell, 1) } : writeTyped(shape, cell, draft());
  if ("next" in written) endTyping();
  return written;
}

const behind = ({ row, column }: Cell, by: number): Cell => ({ row, column: column + by });

/** Write a text into cells from one on, a symbol each, as one edit. */
export function writeTyped(
  shape: KindShape,
  cell: Cell,
  text: string,
): { next: Cell } | { problem: string } {
  const typed = symbolsTyped(shape, text);
  if ("problem" in typed) return typed;
  const to = target();
  const room = shownColumns().length - cell.column;
  const { symbols } = typed;
  if (!(to?.kind === "canvas" && isText(shape)) && symbols.length > room)
    return {
      problem: `Expected up to ${plural(room, "cell")} from here on, got ${symbols.length}.`,
    };
  if (to?.kind === "canvas" && isText(shape)) {
    to.document.edit<TextEdit>((edit) =>
      typeWords(edit, to.document.reading() as TextReading, cell.column, typed),
    );
  } else editCells(editsOf(shape, cell, typed));
  const next = behind(cell, symbols.length);
  putCursor(behind(next, -1));
  selectBetween(cell, behind(next, -1));
  return { next };
}

function editsOf(shape: KindShape, cell: Cell, { symbols }: Typed): TargetEdit[] {
  const wasOpen = (at: Cell) => shownGrid<string | number>()[at.row]?.[at.column] === FREE;
  return symbols.map((symbol, index) => {
    const at = behind(cell, index);
    return { ...at, symbol, ...(isText(shape) && wasOpen(at) ? { state: UNMASKED } : {}) };
  });
}

/** Make open places of the words that are selected; on a canvas, take out open places. */
export function emptyCells(): void {
  const to = target();
  const columns = actedOn().map(({ column }) => column);
  if (!to || columns.length === 0) return;
  if (to.kind !== "canvas")
    return editCells(columns.map((column) => ({ row: 0, column, symbol: FREE })));
  const first = Math.min(...columns);
  to.document.edit<TextEdit>((edit) =>
    emptyWords(edit, to.document.reading() as TextReading, columns),
  );
  const last = shownColumns().length - 1;
  if (last < 0) setCursor(null);
  else putCursor({ row: 0, column: Math.min(first, last) });
}
