// The keys of a piano beside the roll, as far as they are in view.

import { isBlackKey } from "../../../../domain/chorale/music/spelling";
import {
  highestOf,
  lowestOf,
  pitchY,
  type RollView,
} from "../../../../domain/chorale/rollGeometry";
import type { Palette } from "./palette";

/** Pixels across a white key and of a black one. */
export const KEY_WIDTH = { white: 22, black: 14 };

/** Keys from the left of an edge, where the music begins. */
export function drawKeys(
  context: CanvasRenderingContext2D,
  { view, palette }: { view: RollView; palette: Palette },
  edge: number,
): void {
  const left = edge - KEY_WIDTH.white;
  context.fillStyle = palette.keyWhite;
  context.fillRect(left, 0, KEY_WIDTH.white, view.height);
  context.strokeStyle = palette.strongLine;
  context.lineWidth = 1;
  for (let pitch = lowestOf(view); pitch <= highestOf(view); pitch++) {
    const top = Math.round(pitchY(view, pitch));
    const bottom = Math.round(pitchY(view, pitch) + view.rowHeight);
    if (top > view.height || bottom < 0) continue;
    if (isBlackKey(pitch)) {
      context.fillStyle = palette.keyBlack;
      context.fillRect(left, top, KEY_WIDTH.black, bottom - top);
    }
    // Two white keys meet at an edge, or in the middle of the black one between them.
    const isWhite = !isBlackKey(pitch);
    if (isWhite && isBlackKey(pitch - 1)) continue;
    const between = isWhite ? bottom : (top + bottom) / 2;
    const from = isWhite ? left : left + KEY_WIDTH.black;
    context.beginPath();
    context.moveTo(from, Math.round(between) + 0.5);
    context.lineTo(left + KEY_WIDTH.white, Math.round(between) + 0.5);
    context.stroke();
  }
  context.beginPath();
  context.moveTo(left + 0.5, 0);
  context.lineTo(left + 0.5, view.height);
  context.stroke();
}
