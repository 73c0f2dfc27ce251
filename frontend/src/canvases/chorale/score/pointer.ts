// The pointer on the staff: it writes where it presses, and drags notes by lines, spaces and sixteenths.
import type { Accessor } from "solid-js";
import type { Head } from "../../../domain/chorale/heads";
import { movedBySteps, stepOfPitch } from "../../../domain/chorale/staff";
import { HALF_SPACE } from "../../../domain/chorale/staffPlaces";
import { type Note, NoteWriter, noteAt } from "../../../domain/chorale/symbols";
import { selectedCells, setVoice, shownGrid, tool, voice } from "../../../state/open";
import { canWrite, notesIn, putCursor, selectNote, write } from "../acts";
import { putCaret } from "../caret";
import { isSelected } from "../gestures/select";
import { shownMeta } from "../shown";
import { numColumns } from "../view";
import { carried } from "../writing/carried";
import { isWriting, writeStep } from "../writing/entry";
import { writtenLength } from "../writing/length";
import { setGhosts } from "./pen";
import { type DrawnPlace, type StaffPoint, staffPointAt } from "./places";

/** Pixels that a press may tremble, and staff spaces that a note must be drawn sideways to leave its time. */
const CLICK_PIXELS = 4;
const SIDEWAYS_SPACES = 1.3;
/** Sixteenths that pressing and dragging keep to, unless shorter notes are written. */
const WIDEST_RASTER = 4;

const raster = (): number => Math.max(1, Math.min(WIDEST_RASTER, Math.floor(writtenLength())));

/** The head or rest under the pointer. */
export function headUnder(event: Event, heads: readonly Head[][]): Head | null {
  const id = (event.target as Element).closest("g[id]")?.id;
  return heads.flat().find((one) => one.id === id) ?? null;
}

export interface StaffPointer {
  down(event: PointerEvent): void;
  move(event: PointerEvent): void;
  up(event: PointerEvent): void;
  leave(): void;
  /** A press and its end in one place; true where it wrote, or ended a drag. */
  click(event: MouseEvent): boolean;
}

export function staffPointer(
  places: Accessor<readonly DrawnPlace[]>,
  heads: Accessor<readonly Head[][]>,
): StaffPointer {
  let drag: Drag | null = null;
  /** The press that ended a drag is no click. */
  let hasDragged = false;

  const pointAt = (event: MouseEvent) => staffPointAt(places(), event, raster());
  const rowAt = ({ place }: StaffPoint): number =>
    place.rows.includes(voice()) ? voice() : (place.rows[0] as number);

  function endDrag(): void {
    drag = null;
    setGhosts([]);
  }

  return {
    down(event) {
      const head = headUnder(event, heads());
      hasDragged = false;
      const canDrag = canWrite() && (tool() === "draw" || tool() === "select");
      if (!head || event.button !== 0 || !canDrag) return;
      const note = noteAt(shownGrid()[head.row] ?? [], head.row, head.start);
      // A finger scrolls, unless it takes a note that is chosen.
      if (!note || (event.pointerType === "touch" && !isSelected(note))) return;
      const chosen = isSelected(note) ? notesIn(selectedCells()) : [note];
      drag = { note, notes: chosen, head, from: event, moved: null };
    },
    move(event) {
      if (drag) {
        const distance = Math.hypot(
          event.clientX - drag.from.clientX,
          event.clientY - drag.from.clientY,
        );
        if (!drag.moved && distance < CLICK_PIXELS) return;
        (event.currentTarget as Element).setPointerCapture?.(event.pointerId);
        drag.moved = dragged(drag, event, pointAt(event));
        setGhosts(drag.moved.map(ghostOf));
        return;
      }
      if (event.pointerType === "touch") return;
      const point = isWriting() && !headUnder(event, heads()) ? pointAt(event) : null;
      setGhosts(
        point
          ? [{ row: rowAt(point), column: point.column, step: point.step, length: writtenLength() }]
          : [],
      );
    },
    up() {
      if (!drag) return;
      const { notes, moved } = drag;
      endDrag();
      if (!moved) return;
      hasDragged = true;
      moveTo(notes, moved);
    },
    leave: () => !drag && setGhosts([]),
    click(event) {
      if (hasDragged) {
        hasDragged = false;
        return true;
      }
      if (!isWriting()) return false;
      const point = isNote(headUnder(event, heads())) ? null : pointAt(event);
      if (!point) return false;
      setVoice(rowAt(point));
      putCaret(point.column);
      writeStep(point.step, point.place.rows);
      return true;
    },
  };
}

interface Drag {
  note: Note;
  notes: readonly Note[];
  head: Head;
  from: PointerEvent;
  /** The notes where they would be now; null before the pointer has moved. */
  moved: Note[] | null;
}

/** A rest is a place to write. */
const isNote = (head: Head | null): boolean => head?.id.startsWith("n") ?? false;

function dragged(drag: Drag, event: PointerEvent, point: StaffPoint | null): Note[] {
  const pixelsPerUnit = point?.place.page.getScreenCTM()?.a ?? 0.04;
  const steps = Math.round(
    (drag.from.clientY - event.clientY) / Math.max(0.001, HALF_SPACE * pixelsPerUnit),
  );
  const spaces =
    Math.abs(event.clientX - drag.from.clientX) / Math.max(0.001, 2 * HALF_SPACE * pixelsPerUnit);
  const wished = point && spaces > SIDEWAYS_SPACES ? point.column - drag.head.start : 0;
  const earliest = Math.min(...drag.notes.map(({ start }) => start));
  const latest = Math.max(...drag.notes.map(({ start, length }) => start + length));
  const time = Math.max(-earliest, Math.min(numColumns() - latest, wished));
  return drag.notes.map((note) => ({
    ...note,
    start: note.start + time,
    pitch: movedBySteps(note, steps, shownMeta()),
  }));
}

const ghostOf = ({ row, start, length, pitch }: Note) => ({
  row,
  column: start,
  length,
  step: stepOfPitch(pitch, shownMeta()),
});

/** Put notes where they were dragged to, with what hangs on them. */
function moveTo(before: readonly Note[], after: readonly Note[]): void {
  const writer = new NoteWriter(shownGrid());
  for (const note of before) writer.erase(note.row, note.start, note.length);
  for (const note of after) writer.draw(note);
  write(writer.writes(shownGrid()), { areKept: true, hung: carried(before, after) });
  const [first] = after;
  if (!first) return;
  setVoice(first.row);
  putCursor({ row: first.row, column: first.start });
  after.forEach((note, index) => selectNote(note, index > 0));
}
