// Tuplets, which the grid has only nearly: a bracket with their number over the cells that they hold.

import type { Tuplet } from "../../../../domain/chorale/notation/tuplets";
import { columnX, pitchY, type RollView } from "../../../../domain/chorale/rollGeometry";
import type { Palette } from "./palette";

const [ABOVE, TICK, GAP] = [5, 4, 7];

export function drawTuplets(
  context: CanvasRenderingContext2D,
  scene: { view: RollView; palette: Palette; tuplets: readonly Tuplet[] },
): void {
  const { view, palette } = scene;
  context.strokeStyle = palette.ink;
  context.fillStyle = palette.ink;
  context.lineWidth = 1;
  context.font = "italic 600 11px serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { start, end, notes, sign } of scene.tuplets) {
    const highest = Math.max(...notes.map(([, pitch]) => Math.abs(pitch)));
    if (highest === 0) continue;
    const [left, right] = [columnX(view, start) + 1.5, columnX(view, end) - 1.5];
    const y = Math.max(ABOVE + 3, pitchY(view, highest) - ABOVE) + 0.5;
    const middle = (left + right) / 2;
    context.beginPath();
    context.moveTo(left, y + TICK);
    context.lineTo(left, y);
    context.lineTo(middle - GAP, y);
    context.moveTo(middle + GAP, y);
    context.lineTo(right, y);
    context.lineTo(right, y + TICK);
    context.stroke();
    context.fillText(sign.name?.split(":")[0] ?? "", middle, y);
  }
}
