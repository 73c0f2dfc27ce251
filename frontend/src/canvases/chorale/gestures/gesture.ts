// One gesture: what happens from the pointer's touching down to its lifting.

import { type Note, noteAt } from "../../../domain/chorale/music/symbols";
import {
  columnX,
  pitchAt,
  pitchY,
  type Share,
  shareOf,
} from "../../../domain/chorale/rollGeometry";
import { shownGrid, tool, voice } from "../../../state/stage/open";
import { isCoarse, view } from "../roll/view";

export interface Point {
  /** Pixels from the music's corner. */
  x: number;
  y: number;
  /** Sixteenth and, in the roll, pitch under the pointer; the row in the lanes. */
  column: number;
  pitch: number;
  row: number;
  isShift: boolean;
  isMod: boolean;
  isAlt: boolean;
}

/** What a person holds down while pointing. */
export const heldKeys = (event: Partial<PointerEvent>) => ({
  isShift: event.shiftKey ?? false,
  isMod: (event.ctrlKey || event.metaKey) ?? false,
  isAlt: event.altKey ?? false,
});

export interface Gesture {
  move(to: Point): void;
  end(at: Point): void;
  cancel(): void;
}

/** A place on the screen, with the keys that are held there. */
export type PointerPlace = { clientX: number; clientY: number } & Partial<PointerEvent>;

export interface PointerTarget {
  /** A point in the music from a place on the screen. */
  toPoint(event: PointerPlace): Point;
  start(at: Point, event: PointerEvent): Gesture | null;
  openMenu(at: { clientX: number; clientY: number }, point: Point): void;
  hover(at: Point | null): void;
}

export interface Hit {
  note: Note;
  /** Whether the pointer is at the note's end, which stretches it. */
  isAtEnd: boolean;
}

const END_WIDTH = isCoarse ? 14 : 6;

/** The note under a point of the roll; a finger also hits the note next to it. */
export function hitNote(at: Point): Hit | null {
  const grid = shownGrid();
  const now = view();
  const nearest = { distance: isCoarse ? 1.6 : 0.5, note: null as Note | null };
  // While one draws, the voice that is drawn in comes first where two voices share a pitch.
  const rows = [voice(), ...shownGrid().keys()];
  for (const row of rows) {
    const note = noteAt(grid[row] ?? [], row, at.column);
    if (!note) continue;
    const isOther = tool() !== "draw" && !isInShare(at, note, shareOf(grid, note));
    const distance = Math.abs(pitchAt(now, at.y) - note.pitch) + (isOther ? OTHER_SHARE : 0);
    if (distance < nearest.distance) {
      nearest.distance = distance;
      nearest.note = note;
    }
  }
  const { note } = nearest;
  if (!note) return null;
  const end = columnX(now, note.start + note.length);
  const width = note.length * now.columnWidth;
  return { note, isAtEnd: width > 2 * END_WIDTH && end - at.x <= END_WIDTH };
}

/** Farther than the voice in unison that is touched, nearer than another pitch. */
const OTHER_SHARE = 0.25;

/** Whether a point is in the part of its row that a note shares with other voices. */
function isInShare(at: Point, note: Note, share: Share): boolean {
  const now = view();
  const part = (at.y - pitchY(now, note.pitch)) / now.rowHeight;
  return Math.floor(part * share.count) === share.index;
}

/** The sixteenth nearest to the brush's left end when it is centred on a column, in steps of its size. */
export function snap(column: number, size: number): number {
  return Math.floor(column / size) * size;
}
