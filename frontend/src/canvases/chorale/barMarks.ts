// What hangs below the chords of a column: metre and key from there on, and signs of form.

import { cellKey, cellOfKey } from "../../domain/cells";
import { isMode, type KeySignature } from "../../domain/chorale/music/modes";
import { harmonyRow, voicesIn } from "../../domain/chorale/music/voices";
import type { CellMarks, DocumentEdit } from "../../domain/document/gridEdits";
import type { CanvasDocument } from "../../state/document/document";

type Below = Pick<CellMarks, "metre" | "key" | "form">;

const rowOf = (document: CanvasDocument): number =>
  harmonyRow(voicesIn(document.meta().voices).length) + 1;

export const marksBelow = (document: CanvasDocument, column: number): CellMarks | undefined =>
  document.marks().get(cellKey(document.columns()[column] ?? "", rowOf(document)));

/** Write some of the marks below a column; undefined takes it away, and what is not named stays. */
export function writeBelow(
  edit: DocumentEdit,
  document: CanvasDocument,
  column: number,
  changed: { [Name in keyof Below]: Below[Name] | undefined },
): void {
  const all = Object.entries({ ...marksBelow(document, column), ...changed });
  const marks = all.filter(([, value]) => value !== undefined);
  edit.setMarks(
    rowOf(document),
    column,
    marks.length > 0 ? (Object.fromEntries(marks) as CellMarks) : null,
  );
}

/** Take something away from all columns from the first to the last. */
export function forgetBelow(
  edit: DocumentEdit,
  document: CanvasDocument,
  name: keyof Below,
  [first, last]: readonly [number, number],
): void {
  for (let column = first; column <= Math.min(last, document.columns().length - 1); column++)
    if (marksBelow(document, column)?.[name] !== undefined)
      writeBelow(edit, document, column, { [name]: undefined });
}

/** All changes of key, so many places further on the line of fifths, or as many as it takes to have a signature. */
export function moveKeys(edit: DocumentEdit, document: CanvasDocument, fifths: number): void {
  const index = document.columnIndex();
  for (const [key, { key: before }] of document.marks()) {
    const cell = cellOfKey(key, index);
    if (!cell || !before || cell.row !== rowOf(document)) continue;
    const moved = before.fifths + fifths;
    const now: KeySignature = {
      fifths: moved > 7 ? moved - 12 : moved < -7 ? moved + 12 : moved,
      mode: isMode(before.mode) ? before.mode : "major",
    };
    writeBelow(edit, document, cell.column, { key: now });
  }
}
