// The sign that is chosen in the score: it can be moved, made longer, turned to the other side and taken away.
import { createEffect, createMemo, createRoot, createSignal, on } from "solid-js";
import { cellKey, cellOfKey } from "../../../domain/cells";
import { keyAt } from "../../../domain/chorale/music/bars";
import { notesOf } from "../../../domain/chorale/music/symbols";
import {
  isEnd,
  isLine,
  isOfNote,
  isSameSign,
  type Sign,
  signsIn,
  turned,
} from "../../../domain/chorale/notation/signs";
import { type OwnNote, ownNotes } from "../../../domain/chorale/notation/tuplets";
import { movedBySteps } from "../../../domain/chorale/staff/staffSteps";
import { currentDocument } from "../../../state/document/document";
import { clearSelection, cursor, selection, shownGrid } from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import { actedOnCells, openCanvas } from "../acts";
import { shownMeta } from "../inView";
import { numColumns } from "../roll/view";
import { removeTuplet } from "../writing/tuplets";
import { tupletAt } from "../writing/tupletsInView";
import { type HungSign, lineOf, SignEdit, signsAt } from "./placing";

/** Its cell by the document's name, since columns come and go, and what it says. */
const [chosen, setChosen] = createSignal<{ key: string; sign: Sign } | null>(null);

const found = createRoot(() => {
  const inView = createMemo((): (HungSign & { index: number }) | null => {
    const [now, document] = [chosen(), currentDocument()];
    const cell = now && document ? cellOfKey(now.key, document.columnIndex()) : null;
    if (!now || !document || !cell || !openCanvas()) return null;
    const index = signsIn(document.marks().get(now.key)?.signs).findIndex((one) =>
      isSameSign(one, now.sign),
    );
    return index < 0 ? null : { ...cell, sign: now.sign, index };
  });
  // Whoever goes on to notes has done with it.
  createEffect(on([selection, cursor], () => setChosen(null), { defer: true }));
  return inView;
});

/** The chosen sign with its number among those of its cell; null where there is none any more. */
export const chosenSign = found;

export const leaveSign = (): void => void setChosen(null);

/** Choose the sign of a cell that has this number there. */
export function chooseSign({
  row,
  column,
  index,
}: {
  row: number;
  column: number;
  index: number;
}): void {
  const document = openCanvas();
  const sign = document ? signsAt(document, row, column)[index] : undefined;
  if (!document || !sign) return;
  clearSelection();
  setChosen({ key: cellKey(document.columns()[column] ?? "", row), sign });
}

/** Choose the first sign at the selection or cursor, or the one behind the chosen one. */
export function chooseNextSign(): void {
  const document = openCanvas();
  if (!document) return;
  const before = chosenSign();
  const cells = before ? [before] : actedOnCells();
  const all = cells.flatMap(({ row, column }) =>
    signsAt(document, row, column).flatMap((sign, index) =>
      isEnd(sign) ? [] : [{ row, column, index }],
    ),
  );
  const next = before ? all.find(({ index }) => index > before.index) : all[0];
  if (next ?? all[0]) chooseSign((next ?? all[0]) as (typeof all)[number]);
  else toast("This note has no sign. Write one with S, < or Shift+S.");
}

/** Change the chosen sign by an edit, and choose what became of it. */
function change(act: (edit: SignEdit, at: HungSign) => HungSign | null): void {
  const [document, at] = [openCanvas(), chosenSign()];
  if (!document || !at) return;
  const edit = new SignEdit(document);
  const now = act(edit, at);
  if (!now) return;
  edit.commit();
  setChosen({ key: cellKey(document.columns()[now.column] ?? "", now.row), sign: now.sign });
}

/** Take it away, a line with both its ends. */
export function removeSign(): void {
  const [document, at] = [openCanvas(), chosenSign()];
  if (!document || !at) return;
  const tuplet = at.sign.kind === "tuplet" ? tupletAt(at) : null;
  if (tuplet) return removeTuplet(tuplet);
  const line = lineOf(document, at);
  const edit = new SignEdit(document);
  if (line) edit.removeLine(at.row, line);
  else edit.remove(at.row, at.column, at.sign);
  edit.commit();
  leaveSign();
}

/** Grace notes up or down by lines and spaces. */
export const stepGraces = (steps: number): void =>
  change((edit, at) => {
    if (at.sign.kind !== "grace") return null;
    const key = keyAt(at.column, shownMeta());
    const notes = ownNotes(at.sign).map(([length, pitch]): OwnNote => {
      const note = { row: at.row, start: at.column, length: 1, pitch };
      return [length, movedBySteps(note, steps, key), ""];
    });
    const sign: Sign = { ...at.sign, notes };
    edit.replace(at.row, at.column, at.sign, sign);
    return { ...at, sign };
  });

/** To the other side of its staff. */
export const turnSign = (): void =>
  change((edit, at) => {
    const sign = turned(at.sign);
    edit.replace(at.row, at.column, at.sign, sign);
    return { ...at, sign };
  });

/** Say it otherwise: another text, or another dynamic. */
export const rewriteSign = (sign: Sign): void =>
  change((edit, at) => {
    edit.replace(at.row, at.column, at.sign, sign);
    return { ...at, sign };
  });

/** Whether it can be moved by itself: what belongs to a note goes with it, but for slurs. */
export const canMoveSign = (): boolean => {
  const sign = chosenSign()?.sign;
  return sign !== undefined && (isLine(sign) || !isOfNote(sign));
};

/** To where the note before or the next one begins; a line goes with both its ends. */
export const moveSign = (direction: -1 | 1): void =>
  change((edit, at) => {
    const document = openCanvas();
    const line = document && lineOf(document, at);
    const column = stopBeside(at.row, at.column, direction);
    if (column === null || !canMoveSign()) return null;
    if (!line) {
      edit.remove(at.row, at.column, at.sign).add(at.row, column, at.sign);
      return { ...at, column };
    }
    const last = endBeside(at, line.last, direction);
    if (last === null || last <= column) return null;
    edit.removeLine(at.row, line).addLine(at.row, { ...line, first: column, last });
    return { ...at, column };
  });

/** Let a line end a note earlier or later. */
export const stretchSign = (direction: -1 | 1): void =>
  change((edit, at) => {
    const document = openCanvas();
    const line = document && lineOf(document, at);
    const last = line && endBeside(at, line.last, direction);
    if (!line || last === null || last <= line.first) return null;
    edit.removeLine(at.row, line).addLine(at.row, { ...line, last });
    return at;
  });

/** Where notes of a voice begin; null where there is none further on. */
function stopBeside(row: number, column: number, direction: -1 | 1): number | null {
  const starts = notesOf(shownGrid()[row] ?? [], row).map(({ start }) => start);
  const next =
    direction > 0
      ? starts.find((start) => start > column)
      : starts.findLast((start) => start < column);
  return next ?? null;
}

/** The next end of a line: a slur ends where a note begins, a hairpin where one ends. */
function endBeside({ row, sign }: HungSign, last: number, direction: -1 | 1): number | null {
  if (sign.kind === "slur") return stopBeside(row, last, direction);
  const ends = notesOf(shownGrid()[row] ?? [], row).map(({ start, length }) => start + length - 1);
  const next = direction > 0 ? ends.find((end) => end > last) : ends.findLast((end) => end < last);
  return next !== undefined && next < numColumns() ? next : null;
}
