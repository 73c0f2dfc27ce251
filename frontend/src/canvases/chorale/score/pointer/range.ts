// Selecting and painting on the staff beside single notes: whole bars by a press, any stretch by a drag.

import { type Cell, CellMap, UNMASKED } from "../../../../domain/cells";
import { HALF_SPACE } from "../../../../domain/chorale/staff/staffGeometry";
import { brushState, clearSelection } from "../../../../state/stage/open";
import { cursorCell, deselectRectangle, putCursor, selectRectangle } from "../../acts";
import { setPreview } from "../../gestures/preview";
import { paintStates } from "../../writing/tuplets";
import type { StaffPoint } from "../places";

/** How far above or below its lines a press still means a staff's bar. */
const BESIDE = 2 * HALF_SPACE;

interface Keys {
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

interface Span {
  first: number;
  last: number;
  firstRow: number;
  lastRow: number;
}

function select(span: Span, keys: Keys): void {
  if (keys.altKey) deselectRectangle(span);
  else selectRectangle(span, keys.ctrlKey || keys.metaKey);
}

/** The cells from one point of the staves to another: all of each column's heads, all voices of the staves between. */
function spanBetween(from: StaffPoint, to: StaffPoint): Span {
  const [early, late] = from.column <= to.column ? [from, to] : [to, from];
  const { bar, anchors } = late.place;
  const next = anchors.find(({ column }) => column > late.column)?.column;
  const rows = [...from.place.rows, ...to.place.rows];
  return {
    first: early.column,
    last: (next ?? bar.first + bar.length) - 1,
    firstRow: Math.min(...rows),
    lastRow: Math.max(...rows),
  };
}

/** A drag over the staves: selects as it goes. */
export function selectingFrom(from: StaffPoint, keys: Keys) {
  return (to: StaffPoint): void => {
    select(spanBetween(from, to), keys);
    putCursor({ row: from.place.rows[0] ?? 0, column: from.column });
  };
}

/** A press beside the notes: the bar of that staff; far from every staff, nothing. */
export function pressBar(point: StaffPoint | null, keys: Keys): void {
  const isBeside =
    point !== null && point.y > point.place.top - BESIDE && point.y < point.place.bottom + BESIDE;
  if (!isBeside) return clearSelection();
  const { bar, rows } = point.place;
  const anchor = keys.shiftKey ? cursorCell() : null;
  const span = {
    first: Math.min(bar.first, anchor?.column ?? bar.first),
    last: bar.first + bar.length - 1,
    firstRow: Math.min(...rows, anchor?.row ?? rows[0] ?? 0),
    lastRow: Math.max(...rows, anchor?.row ?? 0),
  };
  select(span, keys);
  if (!anchor) putCursor({ row: rows[0] ?? 0, column: bar.first });
}

/** A stroke of the brush over heads: shown as it goes, written at its end. */
export function paintingStroke(isAlt: boolean) {
  const state = isAlt ? UNMASKED : brushState();
  const painted = new CellMap<Cell>();
  return {
    touch(cells: readonly Cell[]): void {
      for (const cell of cells) painted.set(cell, cell);
      setPreview({ kind: "states", state, cells: new CellMap(painted) });
    },
    end(): void {
      setPreview(null);
      paintStates(painted.values(), state);
    },
  };
}
