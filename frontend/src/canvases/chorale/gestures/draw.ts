// Drawing notes in the chosen voice: drag for the length; on a note, move or stretch it.
import { isOnset } from "../../../domain/chorale/music/symbols";
import { brushSize, clearSelection, setVoice, shownGrid, voice } from "../../../state/stage/open";
import { drawNote, eraseNote, putCursor, selectNote } from "../acts";
import { numColumns } from "../roll/view";
import { type Gesture, hitNote, type Point, snap } from "./gesture";
import { setPreview } from "./preview";
import { moveSelected, stretch } from "./select";

export function drawInRoll(from: Point): Gesture | null {
  const hit = hitNote(from);
  if (hit && from.isAlt) {
    eraseNote(hit.note);
    return null;
  }
  if (hit) {
    setVoice(hit.note.row);
    selectNote(hit.note);
    putCursor({ row: hit.note.row, column: hit.note.start });
    return hit.isAtEnd ? stretch(hit.note) : moveSelected(hit.note, from, () => {});
  }
  if (from.column < 0 || from.column >= numColumns()) return null;
  return drawNew(from);
}

function drawNew(from: Point): Gesture {
  const row = voice();
  // A touch draws the brush's length, from the place in the raster that it fell on.
  const size = brushSize();
  const start = size > 1 ? snap(from.column, Math.min(size, 4)) : from.column;
  const note = (to: Point) => {
    const dragged = to.column - start + 1;
    const wanted = Math.abs(to.x - from.x) < 4 ? size : Math.max(1, dragged);
    return { row, start, length: Math.min(wanted, numColumns() - start), pitch: to.pitch };
  };
  setPreview({ kind: "notes", hidden: [], drawn: [note(from)] });
  return {
    move(to) {
      setPreview({ kind: "notes", hidden: [], drawn: [note(to)] });
    },
    end(at) {
      setPreview(null);
      const drawn = note(at);
      drawNote(drawn);
      // The keys act on the note at the cursor; as a selection it would be freed with the next press.
      clearSelection();
      putCursor({ row, column: drawn.start });
    },
    cancel: () => setPreview(null),
  };
}

/** The length a keyboard-drawn note may have at a sixteenth: the brush's, or up to the next onset. */
export function lengthAt(row: number, column: number): number {
  const symbols = shownGrid()[row] ?? [];
  let length = 1;
  while (
    length < brushSize() &&
    column + length < symbols.length &&
    !isOnset(symbols, column + length)
  ) {
    length++;
  }
  return length;
}
