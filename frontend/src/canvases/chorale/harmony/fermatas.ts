// Fermatas of the soprano, which say where phrases end.
import { cellKey } from "../../../domain/cells";
import type { Note } from "../../../domain/chorale/symbols";
import type { CanvasDocument } from "../../../state/document";
import { type Wish, wishCells } from "../../../state/target";
import { toast } from "../../../ui/toasts";
import { actedOnCells, notesIn, openCanvas } from "../acts";

/** The soprano's notes among what is acted on. */
const sopranoNotes = (): Note[] => notesIn(actedOnCells()).filter(({ row }) => row === 0);

/** Whether fermatas can be set now. */
export const canSetFermatas = (): boolean => openCanvas() !== null && sopranoNotes().length > 0;

/** Give the soprano's selected notes a fermata; take it away where all have one. */
export function toggleFermatas(): void {
  const document = openCanvas();
  if (!document) {
    toast("Fermatas are set on the canvas. Go back to it first.");
    return;
  }
  const notes = sopranoNotes();
  if (notes.length === 0) {
    toast("Select a note of the soprano: a fermata on it says that a phrase ends there.");
    return;
  }
  const isGiven = notes.some((note) => fermatasOf(document, note).length === 0);
  wishCells(
    notes.flatMap((note): Wish[] => {
      const columns = fermatasOf(document, note);
      if (isGiven) return columns.length > 0 ? [] : [marked(document, note.start, true)];
      return columns.map((column) => marked(document, column, false));
    }),
  );
}

const marksOf = (document: CanvasDocument, column: number) =>
  document.marks().get(cellKey(document.columns()[column] ?? "", 0)) ?? {};

/** The columns of a note that have a fermata. */
const fermatasOf = (document: CanvasDocument, { start, length }: Note): number[] =>
  Array.from({ length }, (_, index) => start + index).filter(
    (column) => marksOf(document, column).fermata === true,
  );

function marked(document: CanvasDocument, column: number, fermata: boolean): Wish {
  const { fermata: _, ...others } = marksOf(document, column);
  const marks = fermata ? { ...others, fermata } : others;
  return { row: 0, column, marks: Object.keys(marks).length > 0 ? marks : null };
}
