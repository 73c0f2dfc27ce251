// Fermatas. Those of the soprano also tell the model where phrases end.

import { cellKey } from "../../../domain/cells";
import type { Note } from "../../../domain/chorale/music/symbols";
import { marksOrNone } from "../../../domain/document/gridEdits";
import type { CanvasDocument } from "../../../state/document/document";
import type { TargetEdit } from "../../../state/stage/createTarget";
import { editCells } from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import { openCanvas } from "../acts";
import { chosenNotes } from "../signs/placing";

/** Whether fermatas can be set now. */
export const canSetFermatas = (): boolean => openCanvas() !== null && chosenNotes().length > 0;

/** Give the chosen notes a fermata; take it away where all have one. */
export function toggleFermatas(): void {
  const document = openCanvas();
  if (!document) {
    toast("Fermatas are set on the canvas. Go back to it first.");
    return;
  }
  const notes = chosenNotes();
  if (notes.length === 0) {
    toast("Select a note: a fermata on it says that a phrase ends there.");
    return;
  }
  const isGiven = notes.some((note) => fermatasOf(document, note).length === 0);
  editCells(
    notes.flatMap((note): TargetEdit[] => {
      const columns = fermatasOf(document, note);
      if (isGiven) return columns.length > 0 ? [] : [marked(document, note.row, note.start, true)];
      return columns.map((column) => marked(document, note.row, column, false));
    }),
  );
}

const marksOf = (document: CanvasDocument, row: number, column: number) =>
  document.marks().get(cellKey(document.columns()[column] ?? "", row)) ?? {};

/** The columns of a note that have a fermata. */
const fermatasOf = (document: CanvasDocument, { row, start, length }: Note): number[] =>
  Array.from({ length }, (_, index) => start + index).filter(
    (column) => marksOf(document, row, column).fermata === true,
  );

function marked(
  document: CanvasDocument,
  row: number,
  column: number,
  fermata: boolean,
): TargetEdit {
  const { fermata: _, ...others } = marksOf(document, row, column);
  return { row, column, marks: marksOrNone(fermata ? { ...others, fermata } : others) };
}
