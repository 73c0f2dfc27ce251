// Where somebody said something: a small bubble at the note, or above the time for whole bars.

import { noteAt } from "../../../../domain/chorale/music/symbols";
import { columnX, pitchY, type RollView } from "../../../../domain/chorale/rollGeometry";
import type { Place } from "../../../../state/comments";
import type { Palette } from "./palette";

const [WIDTH, HEIGHT, TAIL] = [11, 8, 4];

export function drawComments(
  context: CanvasRenderingContext2D,
  scene: {
    view: RollView;
    palette: Palette;
    grid: readonly (readonly number[])[];
    commented: readonly Place[];
  },
): void {
  const { view, palette } = scene;
  for (const { first, row } of scene.commented) {
    const note = row === null ? null : noteAt(scene.grid[row] ?? [], row, first);
    const x = columnX(view, first) + 1;
    const y = note ? Math.max(1, pitchY(view, note.pitch) - HEIGHT - TAIL) : 2;
    context.fillStyle = palette.ink;
    context.strokeStyle = palette.background;
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(x, y, WIDTH, HEIGHT, 2.5);
    context.moveTo(x + 2, y + HEIGHT);
    context.lineTo(x + 2, y + HEIGHT + TAIL);
    context.lineTo(x + 2 + TAIL, y + HEIGHT);
    context.stroke();
    context.fill();
  }
}
