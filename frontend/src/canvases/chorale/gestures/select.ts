// Selecting: notes by click, rectangles by drag, bars in the ruler, cells in the lanes.

import type { Note } from "../../../domain/chorale/music/symbols";
import { runsOf } from "../../../domain/chorale/rollGeometry";
import {
  clearSelection,
  cursor,
  selectedCells,
  setVoice,
  shownGrid,
} from "../../../state/stage/open";
import {
  canWrite,
  cursorCell,
  deselectRectangle,
  drawNote,
  notesIn,
  putCursor,
  selectBars,
  selectNote,
  selectRectangle,
  shiftNotes,
} from "../acts";
import { numColumns } from "../roll/view";
import { type Gesture, hitNote, type Point } from "./gesture";
import { setPreview } from "./preview";

/** A drag shorter than this many pixels is a click. */
const CLICK_PIXELS = 4;

/** In the roll: take a note (and move or stretch it), or draw a rectangle around notes. */
export function selectInRoll(from: Point): Gesture {
  const hit = hitNote(from);
  if (!hit) return marquee(from);
  if (hit.isAtEnd && canWrite()) return stretch(hit.note);
  return take(hit.note, from);
}

function take(note: Note, from: Point): Gesture {
  const wasSelected = isSelected(note);
  if (!choose(note, from)) return { move() {}, end() {}, cancel() {} };
  return moveSelected(note, from, () => {
    if (wasSelected && !from.isMod) selectNote(note);
  });
}

/**
 * Select a note, or a rest, as a click does: with Alt take it out of the selection, with Shift extend to
 * it, with Control or Command add it. A selected one stays selected with the others.
 * Returns whether the click was about this note alone.
 */
export function choose(
  note: Omit<Note, "pitch">,
  keys: Pick<Point, "isShift" | "isMod" | "isAlt">,
): boolean {
  const last = note.start + note.length - 1;
  if (keys.isAlt) {
    deselectRectangle({ first: note.start, last, firstRow: note.row, lastRow: note.row });
    return false;
  }
  if (keys.isShift && cursor()) {
    const anchor = cursorCell() ?? { row: note.row, column: note.start };
    selectRectangle({
      first: Math.min(anchor.column, note.start),
      last: Math.max(anchor.column, last),
      firstRow: anchor.row,
      lastRow: note.row,
    });
    return false;
  }
  if (!isSelected(note)) selectNote(note, keys.isMod);
  putCursor({ row: note.row, column: note.start });
  // Writing goes on in the voice of the note that was pressed last.
  setVoice(note.row);
  return true;
}

/** Drag the selected notes in pitch and time; `onClick` where the pointer did not move. */
export function moveSelected(note: Note, from: Point, onClick: () => void): Gesture {
  const notes = notesIn(selectedCells());
  const moved = notes.some((other) => other.start === note.start && other.row === note.row)
    ? notes
    : [note];
  const by = (to: Point) => {
    const lowest = Math.min(...moved.map((one) => one.start));
    const highest = Math.max(...moved.map((one) => one.start + one.length));
    return {
      pitch: to.pitch - from.pitch,
      time: Math.max(-lowest, Math.min(numColumns() - highest, to.column - from.column)),
    };
  };
  let hasMoved = false;
  return {
    move(to) {
      if (!canWrite()) return;
      hasMoved ||= Math.hypot(to.x - from.x, to.y - from.y) > CLICK_PIXELS;
      if (!hasMoved) return;
      const { pitch, time } = by(to);
      const drawn = moved.map((one) => ({
        ...one,
        pitch: Math.max(36, Math.min(81, one.pitch + pitch)),
        start: one.start + time,
      }));
      setPreview({ kind: "notes", hidden: moved, drawn });
    },
    end(at) {
      setPreview(null);
      if (!hasMoved) return onClick();
      const delta = by(at);
      if (delta.pitch !== 0 || delta.time !== 0) shiftNotes(moved, delta);
    },
    cancel: () => setPreview(null),
  };
}

/** Drag a note's end. */
export function stretch(note: Note): Gesture {
  const stretched = (to: Point): Note => ({
    ...note,
    length: Math.max(1, Math.min(numColumns() - note.start, to.column - note.start + 1)),
  });
  return {
    move(to) {
      setPreview({ kind: "notes", hidden: [note], drawn: [stretched(to)] });
    },
    end(at) {
      setPreview(null);
      const longer = stretched(at);
      if (longer.length === note.length) return;
      drawNote(longer, note);
      selectNote(longer);
    },
    cancel: () => setPreview(null),
  };
}

function marquee(from: Point): Gesture {
  const span = (to: Point) => ({
    firstColumn: Math.max(0, Math.min(from.column, to.column)),
    lastColumn: Math.min(numColumns() - 1, Math.max(from.column, to.column)),
    lowPitch: Math.min(from.pitch, to.pitch),
    highPitch: Math.max(from.pitch, to.pitch),
  });
  let hasMoved = false;
  return {
    move(to) {
      hasMoved ||= Math.hypot(to.x - from.x, to.y - from.y) > CLICK_PIXELS;
      if (hasMoved) setPreview({ kind: "marquee", ...span(to) });
    },
    end(at) {
      setPreview(null);
      if (hasMoved)
        return selectSounding(span(at), { isAdded: from.isShift || from.isMod, isAlt: from.isAlt });
      clearSelection();
      if (from.column < numColumns())
        putCursor({ row: cursorCell()?.row ?? 0, column: from.column });
    },
    cancel: () => setPreview(null),
  };
}

/** Select what sounds within a span of time and pitch, voice by voice. */
function selectSounding(
  span: { firstColumn: number; lastColumn: number; lowPitch: number; highPitch: number },
  { isAdded, isAlt }: { isAdded: boolean; isAlt: boolean },
): void {
  let isFirst = !isAdded && !isAlt;
  const grid = shownGrid();
  for (const row of shownGrid().keys()) {
    const isInside = (grid[row] ?? []).map((symbol) => {
      const pitch = Math.abs(symbol);
      return pitch >= span.lowPitch && pitch <= span.highPitch;
    });
    for (const run of runsOf(isInside, span.firstColumn, span.lastColumn)) {
      if (!run.value) continue;
      const rectangle = { first: run.first, last: run.last, firstRow: row, lastRow: row };
      if (isAlt) deselectRectangle(rectangle);
      else selectRectangle(rectangle, !isFirst);
      isFirst = false;
    }
  }
  if (isFirst) clearSelection();
  else putCursor({ row: cursorCell()?.row ?? 0, column: span.firstColumn });
}

export function isSelected(note: Omit<Note, "pitch">): boolean {
  return selectedCells().some((cell) => cell.row === note.row && cell.column === note.start);
}

/** In the ruler: whole bars. */
export function selectInRuler(from: Point): Gesture {
  const anchor = from.isShift ? (cursorCell()?.column ?? from.column) : from.column;
  const select = (to: Point) => {
    const clamp = (column: number) => Math.max(0, Math.min(numColumns() - 1, column));
    selectBars(clamp(anchor), clamp(to.column), from.isMod);
  };
  select(from);
  if (!from.isShift) putCursor({ row: 0, column: from.column });
  return { move: select, end() {}, cancel() {} };
}

/** In the lanes: cells by voice and time. */
export function selectInLanes(from: Point): Gesture {
  const anchor = from.isShift ? (cursorCell() ?? from) : from;
  const select = (to: Point) => {
    const rectangle = {
      first: Math.max(0, Math.min(anchor.column, to.column)),
      last: Math.min(numColumns() - 1, Math.max(anchor.column, to.column)),
      firstRow: Math.min(anchor.row, to.row),
      lastRow: Math.max(anchor.row, to.row),
    };
    if (from.isAlt) deselectRectangle(rectangle);
    else selectRectangle(rectangle, from.isMod);
  };
  let hasMoved = from.isShift;
  if (hasMoved) select(from);
  else putCursor({ row: from.row, column: from.column });
  return {
    move(to) {
      hasMoved ||= to.column !== from.column || to.row !== from.row;
      if (hasMoved) select(to);
    },
    end(at) {
      if (!hasMoved && !from.isMod && !from.isAlt) clearSelection();
      else select(at);
    },
    cancel() {},
  };
}
