// Drags over the staves that move no note: they select a stretch, or paint heads.

import { noteAt } from "../../../../domain/chorale/music/symbols";
import type { Head } from "../../../../domain/chorale/staff/noteHeads";
import { shownGrid, tool } from "../../../../state/stage/open";
import { canPaint, cellsOf } from "../../acts";
import type { StaffPoint } from "../places";
import { paintingStroke, selectingFrom } from "./range";

/** Pixels that a press may tremble. */
const CLICK_PIXELS = 4;

/** A drag that selects or paints. */
export interface Stroke {
  from: PointerEvent;
  hasMoved: boolean;
  begin: () => void;
  move: (event: PointerEvent) => void;
  end: () => void;
}

/** A rest is a place to write. */
export const isNote = (head: Head | null): boolean => head?.id.startsWith("n") ?? false;

/** A press under a line of staves is one on its chords or lanes. */
export const isBeneath = (event: Event): boolean =>
  (event.target as Element).closest(".line-beneath") !== null;

/** The note that a head belongs to, or the rest. */
const wholeOf = (head: Head) => noteAt(shownGrid()[head.row] ?? [], head.row, head.start) ?? head;

/** What a drag does that moves no note: the brush paints heads, Select takes a stretch of the staves. */
export function strokeFrom(
  event: PointerEvent,
  head: Head | null,
  staff: {
    pointAt: (event: MouseEvent) => StaffPoint | null;
    headAt: (event: MouseEvent) => Head | null;
  },
): Stroke | null {
  // A finger scrolls.
  if (event.pointerType === "touch") return null;
  if (tool() === "paint" && canPaint()) {
    const { touch, end } = paintingStroke(event.altKey);
    const paint = (one: Head | null) => one && touch(cellsOf(wholeOf(one)));
    return {
      from: event,
      hasMoved: false,
      begin: () => paint(head),
      move: (now) => paint(staff.headAt(now)),
      end,
    };
  }
  const from = tool() === "select" && !isNote(head) ? staff.pointAt(event) : null;
  if (!from) return null;
  const extend = selectingFrom(from, event);
  const move = (now: PointerEvent) => {
    const to = staff.pointAt(now);
    if (to) extend(to);
  };
  return { from: event, hasMoved: false, begin() {}, move, end() {} };
}

export function moveStroke(event: PointerEvent, now: Stroke): void {
  const { clientX, clientY } = now.from;
  if (!now.hasMoved) {
    if (Math.hypot(event.clientX - clientX, event.clientY - clientY) < CLICK_PIXELS) return;
    now.hasMoved = true;
    (event.currentTarget as Element).setPointerCapture?.(event.pointerId);
    now.begin();
  }
  now.move(event);
}
