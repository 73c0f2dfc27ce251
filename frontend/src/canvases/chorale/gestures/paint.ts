// Painting states: on the notes of the roll, or in the lanes; one stroke is one edit.

import { type Cell, CellMap, type CellState, UNMASKED } from "../../../domain/cells";
import { brushSize, brushState } from "../../../state/stage/open";
import { numColumns } from "../roll/view";
import { paintStates } from "../writing/tuplets";
import { type Gesture, hitNote, type Point, snap } from "./gesture";
import { setPreview } from "./preview";

/** A stroke of the brush; with Alt it unmasks. `cellsAt` names the cells under the brush. */
function stroke(from: Point, cellsAt: (at: Point) => Cell[]): Gesture {
  const state: CellState = from.isAlt ? UNMASKED : brushState();
  const painted = new CellMap<Cell>();
  let last = from;
  const paint = (to: Point) => {
    // The pointer jumps over columns when it is quick: everything between is painted too.
    const distance = Math.max(1, Math.abs(to.column - last.column), Math.abs(to.row - last.row));
    for (let part = 0; part <= distance; part++) {
      const share = part / distance;
      const between = {
        ...to,
        x: last.x + (to.x - last.x) * share,
        y: last.y + (to.y - last.y) * share,
        column: Math.round(last.column + (to.column - last.column) * share),
        row: Math.round(last.row + (to.row - last.row) * share),
        pitch: Math.round(last.pitch + (to.pitch - last.pitch) * share),
      };
      for (const cell of cellsAt(between)) painted.set(cell, cell);
    }
    last = to;
    setPreview({ kind: "states", state, cells: new CellMap(painted) });
  };
  paint(from);
  return {
    move: paint,
    end() {
      setPreview(null);
      paintStates(painted.values(), state);
    },
    cancel: () => setPreview(null),
  };
}

function brushColumns(at: Point): number[] {
  const size = brushSize();
  const first = snap(at.column, size);
  return Array.from({ length: size }, (_, index) => first + index).filter(
    (column) => column >= 0 && column < numColumns(),
  );
}

/** On the notes: the part of a note that lies under the brush, at least the touched sixteenth. */
export function paintInRoll(from: Point): Gesture {
  return stroke(from, (at) => {
    const hit = hitNote(at);
    if (!hit) return [];
    const { row, start, length } = hit.note;
    return brushColumns(at)
      .filter((column) => column >= start && column < start + length)
      .map((column) => ({ row, column }));
  });
}

export function paintInLanes(from: Point): Gesture {
  return stroke(from, (at) => brushColumns(at).map((column) => ({ row: at.row, column })));
}
