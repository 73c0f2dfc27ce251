// The pointer on the staff: it writes where it presses, and drags notes by lines, spaces and sixteenths.
import type { Accessor } from "solid-js";
import { type Note, NoteWriter, noteAt } from "../../../../domain/chorale/music/symbols";
import type { Head } from "../../../../domain/chorale/staff/noteHeads";
import { HALF_SPACE } from "../../../../domain/chorale/staff/staffGeometry";
import { movedBySteps, stepOfPitch } from "../../../../domain/chorale/staff/staffSteps";
import { selectedCells, setVoice, shownGrid, tool, voice } from "../../../../state/stage/open";
import { canWrite, notesIn, putCursor, selectNote, write } from "../../acts";
import { isSelected } from "../../gestures/select";
import { shownKey } from "../../inView";
import { putCaret } from "../../keyboard/caret";
import { writtenAs } from "../../letters";
import { numColumns } from "../../roll/view";
import { writeStep } from "../../writing/entry";
import { isWriting } from "../../writing/isWriting";
import { writtenLength } from "../../writing/length";
import { movedMarks } from "../../writing/movedMarks";
import { setGhosts } from "../overlays/pen";
import { type DrawnPlace, type StaffPoint, staffPointAt } from "../places";
import { isBeneath, isNote, moveStroke, type Stroke, strokeFrom } from "./strokes";

/** Staff spaces that a note must be drawn sideways to leave its time. */
const SIDEWAYS_SPACES = 1.3;
/** Sixteenths that pressing and dragging keep to, unless shorter notes are written. */
const WIDEST_RASTER = 4;

const raster = (): number => Math.max(1, Math.min(WIDEST_RASTER, Math.floor(writtenLength())));

/** The head or rest under the pointer; of several that overlap there, the one whose middle is nearest. */
export function headUnder(
  { clientX, clientY }: Pick<MouseEvent, "clientX" | "clientY">,
  heads: readonly Head[][],
): Head | null {
  const found = document
    .elementsFromPoint(clientX, clientY)
    .flatMap((element) => element.closest("g[id]") ?? []);
  const distance = (element: Element) => {
    const box = (element.querySelector(".mark") ?? element).getBoundingClientRect();
    return Math.hypot(box.x + box.width / 2 - clientX, box.y + box.height / 2 - clientY);
  };
  const [nearest] = [...new Set(found)].sort((one, other) => distance(one) - distance(other));
  return heads.flat().find((one) => one.id === nearest?.id) ?? null;
}

export interface StaffPointer {
  /** What a place on the screen means on the staves. */
  pointAt(event: MouseEvent): StaffPoint | null;
  down(event: PointerEvent): void;
  move(event: PointerEvent): void;
  up(event: PointerEvent): void;
  leave(): void;
  /** Whether the press that ended last was a drag. */
  hasDragged(): boolean;
  /** A press and its end in one place; true where it wrote, or ended a drag. */
  click(event: MouseEvent): boolean;
}

export function staffPointer(
  places: Accessor<readonly DrawnPlace[]>,
  heads: Accessor<readonly Head[][]>,
): StaffPointer {
  let stroke: Stroke | null = null;
  /** The press that ended a drag is no click. */
  let hasDragged = false;

  const pointAt = (event: MouseEvent) => staffPointAt(places(), event, raster());
  const rowAt = ({ place }: StaffPoint): number =>
    place.rows.includes(voice()) ? voice() : (place.rows[0] as number);

  /** Where a press writes; null on a note. On a rest it is where that begins, as in other score editors. */
  function pointToWriteAt(event: MouseEvent): StaffPoint | null {
    const head = headUnder(event, heads());
    const point = isNote(head) ? null : pointAt(event);
    return point && head ? { ...point, column: head.start } : point;
  }

  /** The note that a press would write. */
  function hover(event: PointerEvent): void {
    const point = isWriting() && !isBeneath(event) ? pointToWriteAt(event) : null;
    setGhosts(
      point
        ? [{ row: rowAt(point), column: point.column, step: point.step, length: writtenLength() }]
        : [],
    );
  }

  return {
    pointAt,
    down(event) {
      hasDragged = false;
      if (event.button !== 0 || isBeneath(event)) return;
      const head = headUnder(event, heads());
      stroke =
        strokeFrom(event, head, { pointAt, headAt: (at) => headUnder(at, heads()) }) ??
        dragFrom(event, head, pointAt);
    },
    move(event) {
      if (stroke) moveStroke(event, stroke);
      else if (event.pointerType !== "touch") hover(event);
    },
    up() {
      hasDragged = stroke?.hasMoved ?? false;
      if (hasDragged) stroke?.end();
      stroke = null;
    },
    leave: () => !stroke && setGhosts([]),
    hasDragged: () => hasDragged,
    click(event) {
      if (hasDragged || isBeneath(event)) {
        hasDragged = false;
        return true;
      }
      if (!isWriting()) return false;
      const point = pointToWriteAt(event);
      if (!point) return false;
      setVoice(rowAt(point));
      putCaret(point.column);
      writeStep(point.step, point.place.rows);
      return true;
    },
  };
}

/** A drag that moves a note, or with it all that are chosen. */
function dragFrom(
  event: PointerEvent,
  head: Head | null,
  pointAt: (event: MouseEvent) => StaffPoint | null,
): Stroke | null {
  if (!head || !canWrite() || (tool() !== "draw" && tool() !== "select")) return null;
  const note = noteAt(shownGrid()[head.row] ?? [], head.row, head.start);
  // A finger scrolls, unless it takes a note that is chosen.
  if (!note || (event.pointerType === "touch" && !isSelected(note))) return null;
  const notes = isSelected(note) ? notesIn(selectedCells()) : [note];
  const drag = { note, notes, head, from: event };
  let moved: readonly Note[] = notes;
  return {
    from: event,
    hasMoved: false,
    begin() {},
    move(now) {
      moved = dragged(drag, now, pointAt(now));
      setGhosts(moved.map(ghostOf));
    },
    end() {
      setGhosts([]);
      moveTo(notes, moved);
    },
  };
}

interface Drag {
  note: Note;
  notes: readonly Note[];
  head: Head;
  from: PointerEvent;
}

function dragged(drag: Drag, event: PointerEvent, point: StaffPoint | null): Note[] {
  const pixelsPerUnit = point?.place.page.getScreenCTM()?.a ?? 0.04;
  const steps = Math.round(
    (drag.from.clientY - event.clientY) / Math.max(0.001, HALF_SPACE * pixelsPerUnit),
  );
  const spaces =
    Math.abs(event.clientX - drag.from.clientX) / Math.max(0.001, 2 * HALF_SPACE * pixelsPerUnit);
  const columns = point && spaces > SIDEWAYS_SPACES ? point.column - drag.head.start : 0;
  const earliest = Math.min(...drag.notes.map(({ start }) => start));
  const latest = Math.max(...drag.notes.map(({ start, length }) => start + length));
  const time = Math.max(-earliest, Math.min(numColumns() - latest, columns));
  return drag.notes.map((note) => ({
    ...note,
    start: note.start + time,
    pitch: movedBySteps(note, steps, shownKey(note.start), writtenAs(note)),
  }));
}

const ghostOf = ({ row, start, length, pitch }: Note) => ({
  row,
  column: start,
  length,
  step: stepOfPitch(pitch, shownKey(start)),
});

/** Put notes where they were dragged to, with their marks. */
function moveTo(before: readonly Note[], after: readonly Note[]): void {
  const writer = new NoteWriter(shownGrid());
  for (const note of before) writer.erase(note.row, note.start, note.length);
  for (const note of after) writer.draw(note);
  write(writer.writes(shownGrid()), { areKept: true, markEdits: movedMarks(before, after) });
  const [first] = after;
  if (!first) return;
  setVoice(first.row);
  putCursor({ row: first.row, column: first.start });
  after.forEach((note, index) => selectNote(note, index > 0));
}
