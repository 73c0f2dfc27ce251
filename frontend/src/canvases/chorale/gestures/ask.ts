// Asking for alternatives: a click on a note.
import type { Note } from "../../../domain/chorale/music/symbols";
import { openAlternatives } from "../../../state/stage/open";
import { cellsOf, putCursor, selectNote } from "../acts";
import { type Gesture, hitNote, type Point } from "./gesture";

/** Ask what else could stand in place of a note; it becomes the selection. */
export function askAbout(note: Note): void {
  selectNote(note);
  putCursor({ row: note.row, column: note.start });
  void openAlternatives(cellsOf(note));
}

export function askInRoll(from: Point): Gesture | null {
  const hit = hitNote(from);
  if (hit) askAbout(hit.note);
  return null;
}
