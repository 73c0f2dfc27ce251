/** The roll, drawn: paper and notes, with the ruler above them and the names of pitches beside them. */

import { noteAt } from "../../../../domain/chorale/music/symbols";
import { columnAt, columnX } from "../../../../domain/chorale/rollGeometry";
import type { preview } from "../../gestures/preview";
import type { RollScene } from "../rollScene";
import { GUTTER, type view } from "../view";
import { drawComments } from "./drawComments";
import { drawDoubt } from "./drawDoubt";
import { drawPaper, drawPitchNames, drawRuler } from "./drawGrid";
import { drawGhosts, drawNotes, inset, outline, visibleNotes } from "./drawNotes";
import { drawPeople } from "./drawPeople";
import { drawFaults, drawPending } from "./drawSteering";
import { drawTuplets } from "./drawTuplets";
import type { Motion } from "./motion";
import type { usePalette } from "./palette";

type Frame = ReturnType<Motion["frame"]>;

export function drawRoll(context: CanvasRenderingContext2D, scene: RollScene, frame: Frame): void {
  drawMusic(context, scene, frame);
  drawNamesBeside(context, scene);
  drawRulerAbove(context, scene);
  context.fillStyle = scene.palette.background;
  context.fillRect(0, 0, GUTTER, scene.rulerHeight);
}

function drawMusic(context: CanvasRenderingContext2D, scene: RollScene, frame: Frame): void {
  const { view: now, palette: colours } = scene;

  context.save();
  context.beginPath();
  context.rect(GUTTER, scene.rulerHeight, now.width, now.height);
  context.clip();
  context.translate(GUTTER, scene.rulerHeight);
  drawPaper(context, scene);
  for (const one of scene.rectangles) {
    const x = columnX(now, one.first);
    context.fillStyle = colours.selection;
    // All voices: the whole time is selected. Some: the notes' own outlines say which.
    context.globalAlpha = one.firstRow === 0 && one.lastRow === scene.states.length - 1 ? 1 : 0.45;
    context.fillRect(x, 0, columnX(now, one.last + 1) - x, now.height);
  }
  context.globalAlpha = 1;
  const notesScene = {
    ...scene,
    grid: frame.grid,
    isSelected: scene.isSelected,
    alphas: frame.alphas,
  };
  drawGhosts(context, notesScene, frame.ghosts);
  drawNotes(context, notesScene);
  if (scene.doubt) drawDoubt(context, notesScene, scene.doubt);
  drawPending(context, notesScene, scene.pending);
  drawFaults(context, notesScene, scene.faults, scene.pointed);
  if (scene.compared) drawCompared(context, notesScene, scene.compared);
  drawTuplets(context, scene);
  drawComments(context, { ...scene, grid: frame.grid });
  drawPeople(context, { ...scene, grid: frame.grid });
  drawOverlay(context, scene);
  context.restore();
}

function drawNamesBeside(context: CanvasRenderingContext2D, scene: RollScene): void {
  context.save();
  context.translate(0, scene.rulerHeight);
  context.beginPath();
  context.rect(0, 0, GUTTER, scene.view.height);
  context.clip();
  drawPitchNames(context, scene);
  context.restore();
}

function drawRulerAbove(context: CanvasRenderingContext2D, scene: RollScene): void {
  const { view: now, palette: colours } = scene;
  context.save();
  context.beginPath();
  context.rect(GUTTER, 0, now.width, scene.rulerHeight);
  context.clip();
  context.translate(GUTTER, 0);
  drawRuler(context, {
    ...scene,
    height: scene.rulerHeight,
    lyrics: scene.marks,
    selected: scene.rectangles,
  });
  if (scene.playhead !== null) drawPlayheadFlag(context, colours.ink, columnX(now, scene.playhead));
  context.restore();
}

interface OverlayScene {
  view: ReturnType<typeof view>;
  palette: ReturnType<ReturnType<typeof usePalette>>;
  preview: ReturnType<typeof preview>;
  cursor: { row: number; column: number } | null;
  grid: readonly (readonly number[])[];
  playhead: number | null;
}

/** The marquee, the cursor and the playhead, over everything else. */
function drawOverlay(context: CanvasRenderingContext2D, scene: OverlayScene): void {
  const { view: now, palette } = scene;
  if (scene.preview?.kind === "marquee") {
    const { firstColumn, lastColumn, lowPitch, highPitch } = scene.preview;
    const x = columnX(now, firstColumn);
    const top = (81 - highPitch) * now.rowHeight - now.scrollY;
    const height = (highPitch - lowPitch + 1) * now.rowHeight;
    context.fillStyle = palette.selection;
    context.fillRect(x, top, columnX(now, lastColumn + 1) - x, height);
    context.strokeStyle = palette.focus;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, top + 0.5, columnX(now, lastColumn + 1) - x - 1, height - 1);
  }
  if (scene.cursor) {
    const { row, column } = scene.cursor;
    const note = noteAt(scene.grid[row] ?? [], row, column);
    const x = columnX(now, column);
    if (note) {
      const cell = { x, y: (81 - note.pitch) * now.rowHeight - now.scrollY };
      context.fillStyle = palette.focus;
      context.fillRect(cell.x, cell.y + now.rowHeight - 1, Math.max(3, now.columnWidth), 2.5);
    }
    context.strokeStyle = palette.focus;
    context.setLineDash([2, 3]);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x + 0.5, 0);
    context.lineTo(x + 0.5, now.height);
    context.stroke();
    context.setLineDash([]);
  }
  if (scene.playhead !== null) {
    const x = columnX(now, scene.playhead);
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, now.height);
    context.stroke();
  }
}

function drawPlayheadFlag(context: CanvasRenderingContext2D, colour: string, x: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - 5, 0);
  context.lineTo(x + 5, 0);
  context.lineTo(x, 8);
  context.fill();
}

/** Notes of what the stage is compared with, where they are others: outlines under their place. */
function drawCompared(
  context: CanvasRenderingContext2D,
  scene: OverlayScene,
  compared: readonly (readonly number[])[],
): void {
  const { view: now, palette } = scene;
  const first = Math.max(0, columnAt(now, 0));
  const last = columnAt(now, now.width);
  context.setLineDash([1.5, 2.5]);
  compared.forEach((symbols, row) => {
    for (const note of visibleNotes(symbols, row, first, last)) {
      const isSame = scene.grid[row]?.[note.start] === symbols[note.start];
      if (isSame) continue;
      const x = columnX(now, note.start);
      const y = (81 - note.pitch) * now.rowHeight - now.scrollY;
      const rect = { x, y, width: note.length * now.columnWidth, height: now.rowHeight };
      outline(context, palette.mute, inset(rect), 0, 1.2);
    }
  });
  context.setLineDash([]);
}
