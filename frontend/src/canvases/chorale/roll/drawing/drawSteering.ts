// What people did that is not in force yet, and what the grade found fault with, over the notes and lanes.
import { CellMap, cellOf, flatOf } from "../../../../domain/cells";
import { noteAt } from "../../../../domain/chorale/music/symbols";
import {
  columnX,
  laneInset,
  noteRect,
  type RollView,
  runsOf,
  sharedRect,
  shareOf,
} from "../../../../domain/chorale/rollGeometry";
import type { Fault } from "../../../../protocol";
import { inset, outline } from "./drawNotes";
import type { Palette } from "./palette";

interface Scene {
  view: RollView;
  palette: Palette;
  grid: readonly (readonly number[])[];
  columns: readonly string[];
}

/** Dotted rings around the notes that wait for an act to hold. */
export function drawPending(
  context: CanvasRenderingContext2D,
  scene: Scene,
  pending: ReadonlySet<number>,
): void {
  if (pending.size === 0) return;
  context.setLineDash([1.5, 3]);
  scene.grid.forEach((symbols, row) => {
    for (const run of pendingRuns(pending, row, scene.columns.length)) {
      for (let column = run.first; column <= run.last; ) {
        const note = noteAt(symbols, row, column);
        const end = note ? Math.min(run.last + 1, note.start + note.length) : column + 1;
        if (note) {
          const part = { start: column, length: end - column, pitch: note.pitch };
          outline(context, scene.palette.ink, inset(noteRect(scene.view, part)), 2.5, 1.8);
        }
        column = end;
      }
    }
  });
  context.setLineDash([]);
}

export function drawPendingInLanes(
  context: CanvasRenderingContext2D,
  scene: { view: RollView; palette: Palette; laneHeight: number; numColumns: number },
  pending: ReadonlySet<number>,
  numRows: number,
): void {
  if (pending.size === 0) return;
  const edge = laneInset(scene.laneHeight) - 1;
  for (let row = 0; row < numRows; row++) {
    for (const run of pendingRuns(pending, row, scene.numColumns)) {
      const x = columnX(scene.view, run.first);
      const rect = {
        x: x + 1,
        y: row * scene.laneHeight + edge,
        width: columnX(scene.view, run.last + 1) - x - 2,
        height: scene.laneHeight - 2 * edge,
      };
      outline(context, scene.palette.background, rect, 0, 4);
      context.setLineDash([1.5, 3]);
      outline(context, scene.palette.ink, rect, 0, 2);
      context.setLineDash([]);
    }
  }
}

function pendingRuns(pending: ReadonlySet<number>, row: number, numColumns: number) {
  const flags = Array.from({ length: numColumns }, (_, column) =>
    pending.has(flatOf({ row, column }, numColumns)),
  );
  return runsOf(flags, 0, numColumns - 1).filter((run) => run.value);
}

/** A ring with the fault's number at each of its notes; dashes join the notes that are at fault together. */
export function drawFaults(
  context: CanvasRenderingContext2D,
  scene: Scene,
  faults: readonly Fault[],
  pointed: number | null,
): void {
  faults.forEach((fault, index) => {
    if (index !== pointed) drawFault(context, scene, fault, index, false);
  });
  const chosen = pointed === null ? undefined : faults[pointed];
  if (chosen && pointed !== null) drawFault(context, scene, chosen, pointed, true);
}

function drawFault(
  context: CanvasRenderingContext2D,
  scene: Scene,
  fault: Fault,
  index: number,
  isPointed: boolean,
): void {
  const { palette, view } = scene;
  // Of voices in unison only the share of the one that is at fault.
  const boxes = faultNotes(scene, fault).map((note) =>
    sharedRect(inset(noteRect(view, note)), shareOf(scene.grid, note)),
  );
  if (boxes.every((box) => box.x > view.width || box.x + box.width < 0)) return;
  const colour = palette.bad;
  const ordered = [...boxes].sort((one, other) => one.y - other.y);
  context.strokeStyle = colour;
  context.lineWidth = isPointed ? 2 : 1.2;
  context.setLineDash([2, 3]);
  for (let i = 1; i < ordered.length; i++) {
    const [above, below] = [ordered[i - 1], ordered[i]];
    if (!above || !below || below.y - above.y < 4) continue;
    context.beginPath();
    context.moveTo(above.x + 6, above.y + above.height + 2);
    context.lineTo(below.x + 6, below.y - 2);
    context.stroke();
  }
  context.setLineDash([]);
  for (const box of boxes) {
    if (isPointed) outline(context, palette.background, box, 2, 5);
    outline(context, colour, box, 2, isPointed ? 2.6 : 1.4);
  }
  const top = ordered[0];
  if (top) drawBadge(context, palette, String(index + 1), top.x + top.width, top.y - 2);
}

/** The number that the list of faults gives it, on a triangle of warning. */
function drawBadge(
  context: CanvasRenderingContext2D,
  palette: Palette,
  text: string,
  x: number,
  y: number,
): void {
  context.font = `700 9.5px ${palette.font}`;
  const width = Math.max(15, context.measureText(text).width + 9);
  context.fillStyle = palette.bad;
  context.beginPath();
  context.roundRect(x - width / 2, y - 9, width, 13, 6.5);
  context.fill();
  context.fillStyle = palette.panel;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y - 2);
}

/** The parts of notes that a fault's cells cover: from its cells' first to last column in each note. */
export function faultNotes(
  scene: Pick<Scene, "grid" | "columns">,
  fault: Pick<Fault, "cells">,
): { start: number; length: number; pitch: number; row: number }[] {
  const notes = new CellMap<{ start: number; length: number; pitch: number; row: number }>();
  for (const flat of fault.cells) {
    const { row, column } = cellOf(flat, scene.columns.length);
    const note = noteAt(scene.grid[row] ?? [], row, column);
    if (note) notes.set({ row, column: note.start }, note);
  }
  return notes.values();
}
