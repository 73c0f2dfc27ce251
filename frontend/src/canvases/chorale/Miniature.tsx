/** A whole chorale in a small picture: one stroke a note, coloured by its state, or by what differs. */

import { createEffect, createMemo, onCleanup } from "solid-js";
import { type Grid, MASKED, RENOISABLE } from "../../domain/cells";
import { allNotes, changedNotes, pitchSpan } from "../../domain/chorale/music/notes";
import { theme } from "../../ui/theme";
import type { MiniatureProps } from "../common/kind";

const [MARGIN_PX, LOWEST_SPAN] = [2, 24];
/** From this height on a picture is read like a score, also where nothing differs. */
const LARGE_PX = 240;
/** A bar of rest: lines of a staff, their distance at most, and the rest's size in these. */
const [NUM_LINES, MOST_SPACE_PX] = [5, 8];
const [REST_WIDTH, REST_HEIGHT] = [1.4, 0.5];

export default function Miniature(props: MiniatureProps) {
  let canvas!: HTMLCanvasElement;
  const height = () => props.height ?? 40;

  /** Known once it is laid out: to ask for it earlier would lay out the whole page for each picture. */
  let width = 0;

  const draw = () => {
    const scale = devicePixelRatio || 1;
    if (width === 0) return;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height() * scale);
    const brush = canvas.getContext("2d");
    if (!brush) return;
    brush.scale(scale, scale);
    paint(brush, props, width, height());
  };
  createEffect(() => {
    theme();
    // A picture that is not laid out yet draws nothing, and must still hear of its next grid.
    void [props.grid, props.states, props.base, props.span, props.playhead, props.height];
    draw();
  });
  createEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      if (!entry || entry.contentRect.width === width) return;
      width = entry.contentRect.width;
      draw();
    });
    watch.observe(canvas);
    onCleanup(() => watch.disconnect());
  });
  const isSilent = createMemo(
    () =>
      props.grid !== null &&
      (props.grid as Grid).every((row) => row.every((symbol) => symbol === 0)),
  );
  return (
    <canvas
      ref={canvas}
      class="miniature"
      role={isSilent() ? "img" : undefined}
      aria-label={isSilent() ? "Only rests" : undefined}
      style={{ height: `${height()}px` }}
    />
  );
}

function paint(
  brush: CanvasRenderingContext2D,
  props: MiniatureProps,
  width: number,
  height: number,
): void {
  const grid = props.grid as Grid | null;
  const numColumns = grid?.[0]?.length ?? 0;
  if (!grid || numColumns === 0) return;
  const css = getComputedStyle(document.documentElement);
  const colour = (name: string) => css.getPropertyValue(name).trim();
  const x = (column: number) => (column / numColumns) * width;
  brush.fillStyle = colour("--line");
  for (const { first } of props.bars ?? []) brush.fillRect(Math.round(x(first)), 0, 1, height);
  const notes = allNotes(grid);
  if (notes.length === 0) paintRest(brush, width, height, colour);
  let [lowest, highest] = props.span ?? pitchSpan([grid]);
  const missing = Math.max(0, LOWEST_SPAN - (highest - lowest));
  lowest -= missing / 2;
  highest += missing / 2;
  const stroke = Math.max(2, Math.min(7, height / (highest - lowest + 2)));
  const y = (pitch: number) =>
    MARGIN_PX + ((highest - pitch) / (highest - lowest)) * (height - 2 * MARGIN_PX - stroke);
  const changed = props.base ? changedNotes(notes, props.base as Grid) : null;
  const byState = [colour("--keep"), colour("--doubt"), colour("--free-edge")];
  const [quiet, strong] = [colour(height < LARGE_PX ? "--line2" : "--field"), colour("--doubt")];
  for (const note of notes) {
    const state = props.states?.[note.row]?.[note.start];
    if (changed) brush.fillStyle = changed.has(note) ? strong : quiet;
    else if (props.states)
      brush.fillStyle = byState[state === MASKED || state === RENOISABLE ? state : 0] ?? quiet;
    else brush.fillStyle = colour("--mute");
    const left = x(note.start);
    brush.beginPath();
    brush.roundRect(
      left,
      y(note.pitch),
      Math.max(1, x(note.start + note.length) - left - 1),
      stroke,
      stroke / 2,
    );
    brush.fill();
  }
  if (props.playhead !== null && props.playhead !== undefined) {
    brush.fillStyle = colour("--ink");
    brush.fillRect(x(props.playhead), 0, 1.5, height);
  }
}

/** A staff with a whole rest: what a piece without a note looks like on paper. */
function paintRest(
  brush: CanvasRenderingContext2D,
  width: number,
  height: number,
  colour: (name: string) => string,
): void {
  const space = Math.min(MOST_SPACE_PX, Math.floor((height - 2 * MARGIN_PX) / NUM_LINES));
  const top = Math.round((height - (NUM_LINES - 1) * space) / 2);
  brush.fillStyle = colour("--line2");
  for (let line = 0; line < NUM_LINES; line++) brush.fillRect(0, top + line * space, width, 1);
  brush.fillStyle = colour("--mute");
  const restWidth = REST_WIDTH * space;
  brush.fillRect((width - restWidth) / 2, top + space, restWidth, REST_HEIGHT * space + 1);
}
