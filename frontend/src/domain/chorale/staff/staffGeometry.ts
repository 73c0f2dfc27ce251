// Where sixteenths and steps lie on an engraved staff: one bar of one staff, in the units of its drawing.
import type { Bar } from "../music/bars";

/** Of which a staff space has 180, and a step half of that. */
export const HALF_SPACE = 90;

export interface StaffPlace {
  /** The voices of the staff, from the top. */
  rows: readonly number[];
  bar: Bar;
  /** Of the music in the bar, behind clef and signatures. */
  left: number;
  right: number;
  /** Of the staff's first and last line. */
  top: number;
  bottom: number;
  /** What stands on the last line. */
  bottomStep: number;
  /** The middles of the heads and rests in the bar, of all staves, by column and in order. */
  anchors: readonly { column: number; x: number }[];
}

/** The x of a sixteenth; between heads as far as it has gone. */
export function columnToX(place: StaffPlace, column: number): number {
  const points = pointsOf(place);
  const next = points.findIndex((point) => point.column > column);
  if (next < 0) return (points.at(-1) as Point).x;
  const [from, to] = [points[Math.max(0, next - 1)] as Point, points[next] as Point];
  if (to.column === from.column) return to.x;
  return from.x + ((to.x - from.x) * (column - from.column)) / (to.column - from.column);
}

/** The sixteenth nearest to an x, of those that are a multiple of `raster` from the bar's beginning or that have a head. */
export function xToColumn(place: StaffPlace, x: number, raster: number): number {
  const { first, length } = place.bar;
  const columns = new Set(place.anchors.map(({ column }) => column));
  for (let column = first; column < first + length; column += raster) columns.add(column);
  let best = first;
  for (const column of columns) {
    if (Math.abs(columnToX(place, column) - x) < Math.abs(columnToX(place, best) - x))
      best = column;
  }
  return best;
}

export const stepToY = (place: StaffPlace, step: number): number =>
  place.bottom - HALF_SPACE * (step - place.bottomStep);

export const yToStep = (place: StaffPlace, y: number): number =>
  place.bottomStep + Math.round((place.bottom - y) / HALF_SPACE);

/** The ys of the ledger lines that a step needs. */
export function ledgerLines(place: StaffPlace, step: number): number[] {
  const lines: number[] = [];
  const above = place.bottomStep + 10;
  for (let line = above; line <= step; line += 2) lines.push(stepToY(place, line));
  for (let line = place.bottomStep - 2; line >= step; line -= 2) lines.push(stepToY(place, line));
  return lines;
}

interface Point {
  column: number;
  x: number;
}

/** The anchors between the bar's two ends. Without a head at its beginning, the music begins at `left`. */
function pointsOf({ bar, left, right, anchors }: StaffPlace): Point[] {
  const begins = anchors[0]?.column === bar.first ? [] : [{ column: bar.first, x: left }];
  return [...begins, ...anchors, { column: bar.first + bar.length, x: right }];
}
