// Where other people are: their selections and cursors as outlines in their colour, with a name flag.

import { type Note, noteAt, notesOf } from "../../../../domain/chorale/music/symbols";
import { STANDARD, type Voice, voiceLetters } from "../../../../domain/chorale/music/voices";
import { columnX, noteRect, pitchY, type RollView } from "../../../../domain/chorale/rollGeometry";
import type { PresenceState } from "../../../../protocol";
import { personColour } from "../../../../ui/personColour";
import { outline } from "./drawNotes";
import type { Palette } from "./palette";

export interface PeopleScene {
  view: RollView;
  palette: Palette;
  people: readonly PresenceState[];
  columnIndex: ReadonlyMap<string, number>;
}

/** Other people over the roll. */
export function drawPeople(
  context: CanvasRenderingContext2D,
  scene: PeopleScene & { grid: readonly (readonly number[])[]; voices?: readonly Voice[] },
): void {
  const { view } = scene;
  const letters = voiceLetters(scene.voices ?? STANDARD);
  for (const person of scene.people) {
    const colour = personColour(person.person.id);
    const chosen = new Set<number>();
    let left = Number.POSITIVE_INFINITY;
    for (const [firstId, lastId, firstRow, lastRow] of person.selection) {
      const span = spanOf(scene, firstId, lastId);
      if (!span) continue;
      const x = columnX(view, span.first);
      const width = columnX(view, span.last + 1) - x;
      const rows = [...scene.grid.keys()].slice(firstRow, lastRow + 1);
      for (const row of rows) chosen.add(row);
      context.strokeStyle = colour;
      context.lineWidth = 1.5;
      // A whole time is framed; of some voices only their notes are, so that no frames pile up.
      if (rows.length === scene.grid.length)
        context.strokeRect(x + 0.5, 1, width - 1, view.height - 2);
      else
        for (const row of rows)
          for (const note of selectedParts(scene.grid[row] ?? [], row, span))
            frame(context, scene.palette, colour, noteRect(view, note));
      left = Math.min(left, x);
    }
    let flag =
      chosen.size === 0 ? null : { x: left, y: view.height - 19, text: voicesOf(chosen, letters) };
    if (person.cursor) {
      const [columnId, row] = person.cursor;
      const column = scene.columnIndex.get(columnId);
      if (column !== undefined) {
        const note = noteAt(scene.grid[row] ?? [], row, column);
        const x = columnX(view, column);
        const y = note ? pitchY(view, note.pitch) : view.height - 40;
        context.strokeStyle = colour;
        context.lineWidth = 2;
        context.strokeRect(x - 1, y - 1, Math.max(5, view.columnWidth) + 2, view.rowHeight + 2);
        flag ??= { x, y: Math.max(0, y - 20), text: ` · ${letters[row] ?? ""}` };
      }
    }
    if (flag) drawFlag(context, scene, person.person.name + flag.text, flag, colour);
  }
}

/** The parts of a voice's notes that lie within a span. */
function selectedParts(
  symbols: readonly number[],
  row: number,
  span: { first: number; last: number },
): Note[] {
  return notesOf(symbols, row).flatMap((note) => {
    const start = Math.max(note.start, span.first);
    const length = Math.min(note.start + note.length, span.last + 1) - start;
    return length > 0 ? [{ ...note, start, length }] : [];
  });
}

const voicesOf = (rows: ReadonlySet<number>, letters: readonly string[]): string =>
  rows.size === letters.length ? "" : ` · ${letters.filter((_, row) => rows.has(row)).join(" ")}`;

/** Other people over the lanes. */
export function drawPeopleInLanes(
  context: CanvasRenderingContext2D,
  scene: PeopleScene & { laneHeight: number },
): void {
  const { view, laneHeight } = scene;
  for (const person of scene.people) {
    const colour = personColour(person.person.id);
    for (const [firstId, lastId, firstRow, lastRow] of person.selection) {
      const span = spanOf(scene, firstId, lastId);
      if (!span) continue;
      const x = columnX(view, span.first);
      const width = columnX(view, span.last + 1) - x;
      frame(context, scene.palette, colour, {
        x,
        y: firstRow * laneHeight + 1,
        width,
        height: (lastRow - firstRow + 1) * laneHeight - 2,
      });
    }
    const column = person.cursor && scene.columnIndex.get(person.cursor[0]);
    if (person.cursor && column !== undefined && column !== null) {
      frame(context, scene.palette, colour, {
        x: columnX(view, column),
        y: person.cursor[1] * laneHeight + 2,
        width: Math.max(4, view.columnWidth),
        height: laneHeight - 4,
      });
    }
  }
}

/** A frame with a paper-coloured edge, so that it is seen on solid ink too. */
function frame(
  context: CanvasRenderingContext2D,
  palette: Palette,
  colour: string,
  rect: { x: number; y: number; width: number; height: number },
): void {
  outline(context, palette.background, rect, -1, 4);
  outline(context, colour, rect, -1, 2);
}

function spanOf(
  scene: PeopleScene,
  firstId: string,
  lastId: string,
): { first: number; last: number } | null {
  const first = scene.columnIndex.get(firstId);
  const last = scene.columnIndex.get(lastId);
  if (first === undefined || last === undefined) return null;
  return { first: Math.min(first, last), last: Math.max(first, last) };
}

function drawFlag(
  context: CanvasRenderingContext2D,
  { palette, view }: PeopleScene,
  text: string,
  at: { x: number; y: number },
  colour: string,
): void {
  context.font = `600 11px ${palette.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  const width = context.measureText(text).width + 12;
  const x = Math.max(0, Math.min(at.x, view.width - width));
  context.fillStyle = colour;
  context.fillRect(x, at.y, width, 18);
  context.fillStyle = palette.background;
  context.fillText(text, x + 6, at.y + 9.5);
}
