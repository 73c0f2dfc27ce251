// The heat map of doubt: how unsure the model is of a note is shown by the height of a bar first, then by
// its shade.

import { voiceLetters } from "../../../../domain/chorale/music/voices";
import {
  columnX,
  laneInset,
  noteRect,
  runsOf,
  sharedRect,
  shareOf,
  visibleColumns,
} from "../../../../domain/chorale/rollGeometry";
import type { LanesScene } from "./drawLanes";
import { drawLetter, inset, letterWidth, type NotesScene, visibleNotes } from "./drawNotes";
import type { Palette } from "./palette";

/** Doubt is drawn in this many heights, so that a note's even doubt is one even bar. */
export const DOUBT_LEVELS = 8;

/** Doubt, 0 to 1, as one of DOUBT_LEVELS + 1 heights. */
export const doubtLevel = (doubt: number): number =>
  Math.round(Math.max(0, Math.min(1, doubt)) * DOUBT_LEVELS);

export const doubtOpacity = (level: number): number => 0.35 + (0.65 * level) / DOUBT_LEVELS;

/** Every note as a box that is filled from below as far as the model doubts it. */
export function drawDoubt(
  context: CanvasRenderingContext2D,
  scene: NotesScene,
  doubt: readonly number[],
): void {
  const { view, palette } = scene;
  const numColumns = scene.columns.length;
  const { first, last } = visibleColumns(view, numColumns);
  const letters: (() => void)[] = [];
  for (let row = scene.grid.length - 1; row >= 0; row--) {
    const levels = rowLevels(doubt, row, numColumns);
    for (const note of visibleNotes(scene.grid[row] ?? [], row, first, last)) {
      const share = shareOf(scene.grid, note);
      const place = inset(noteRect(view, note));
      const whole = sharedRect(place, share);
      context.fillStyle = palette.panel;
      context.beginPath();
      context.roundRect(whole.x, whole.y, whole.width, whole.height, 3.5);
      context.fill();
      context.save();
      context.clip();
      for (const run of runsOf(levels, note.start, note.start + note.length - 1)) {
        const x = columnX(view, run.first);
        const width = columnX(view, run.last + 1) - x;
        fillBar(context, palette, run.value, x, whole.y, width, whole.height);
      }
      context.restore();
      context.lineWidth = 1;
      context.strokeStyle = palette.ink;
      context.beginPath();
      context.roundRect(whole.x, whole.y, whole.width, whole.height, 3.5);
      context.stroke();
      const named = voiceLetters(scene.voices);
      const x = place.x + share.index * letterWidth(named);
      if (place.x + place.width > x + 1 + letterWidth(named))
        letters.push(() => drawLetter(context, palette, note, 1, { ...place, x }, named));
    }
  }
  // Last, so that no voice in unison covers another's letter.
  for (const draw of letters) draw();
}

/** Of a lane's plan so much stays in sight below the bars. */
const PLAN_PIXELS = 3.5;

/** The doubt of every cell, rests among them, over the lanes' plan. */
export function drawDoubtInLanes(
  context: CanvasRenderingContext2D,
  scene: LanesScene,
  doubt: readonly number[],
): void {
  const { view, palette, laneHeight, numColumns } = scene;
  const { first, last } = visibleColumns(view, numColumns);
  for (let row = 0; row < doubt.length / Math.max(1, numColumns); row++) {
    const top = row * laneHeight + laneInset(laneHeight);
    const height = laneHeight - 2 * laneInset(laneHeight) - PLAN_PIXELS;
    const left = columnX(view, first);
    context.fillStyle = palette.panel;
    context.fillRect(left, top - 1, columnX(view, last + 1) - left, height + 1);
    for (const run of runsOf(rowLevels(doubt, row, numColumns), first, last)) {
      const x = columnX(view, run.first);
      fillBar(context, palette, run.value, x, top, columnX(view, run.last + 1) - x, height);
    }
  }
}

function rowLevels(doubt: readonly number[], row: number, numColumns: number): number[] {
  return doubt.slice(row * numColumns, (row + 1) * numColumns).map(doubtLevel);
}

function fillBar(
  context: CanvasRenderingContext2D,
  palette: Palette,
  level: number,
  x: number,
  top: number,
  width: number,
  height: number,
): void {
  if (level === 0) return;
  const filled = (height * level) / DOUBT_LEVELS;
  context.globalAlpha = doubtOpacity(level);
  context.fillStyle = palette.bad;
  context.fillRect(x, top + height - filled, width, filled);
  context.globalAlpha = 1;
}
