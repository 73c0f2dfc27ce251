// Where sixteenths and pitches lie in the roll and the lanes, in CSS pixels.
import { HIGHEST_PITCH, LOWEST_PITCH, type Note } from "./music/symbols";

export const NARROWEST_COLUMN = 1.5;
export const WIDEST_COLUMN = 64;

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The part of the music that is on the screen; x and y are measured from the view's own corner. */
export interface RollView {
  columnWidth: number;
  rowHeight: number;
  /** Pixels that are scrolled away at the left and at the top. */
  scrollX: number;
  scrollY: number;
  width: number;
  height: number;
  /** Lowest and highest pitch of the roll, where notes lie beyond those that are usual. */
  lowest?: number;
  highest?: number;
}

export const lowestOf = (view: RollView): number => view.lowest ?? LOWEST_PITCH;
export const highestOf = (view: RollView): number => view.highest ?? HIGHEST_PITCH;

/** A lane that is folded has no room for words. */
export const laneHasWords = (laneHeight: number): boolean => laneHeight >= 20;

/** Between a lane's edge and its plan. */
export const laneInset = (laneHeight: number): number => (laneHasWords(laneHeight) ? 4 : 1);

export function columnX(view: RollView, column: number): number {
  return column * view.columnWidth - view.scrollX;
}

/** The column under an x, whether or not the canvas has it. */
export function columnAt(view: RollView, x: number): number {
  return Math.floor((x + view.scrollX) / view.columnWidth);
}

export function pitchY(view: RollView, pitch: number): number {
  return (highestOf(view) - pitch) * view.rowHeight - view.scrollY;
}

export function pitchAt(view: RollView, y: number): number {
  const pitch = highestOf(view) - Math.floor((y + view.scrollY) / view.rowHeight);
  return Math.max(lowestOf(view), Math.min(highestOf(view), pitch));
}

export function noteRect(view: RollView, note: Pick<Note, "start" | "length" | "pitch">): Rect {
  return {
    x: columnX(view, note.start),
    y: pitchY(view, note.pitch),
    width: note.length * view.columnWidth,
    height: view.rowHeight,
  };
}

/** Which part of a row of the roll a note has: all of it, or one of as many as there are voices in unison. */
export interface Share {
  /** Counted from the highest voice. */
  index: number;
  count: number;
}

/** How a note shares its place with the notes of other voices that have its pitch at the same time. */
export function shareOf(
  grid: readonly (readonly number[])[],
  { row, start, length, pitch }: Note,
): Share {
  const rows = [...grid.keys()].filter(
    (other) =>
      other === row ||
      (grid[other] ?? []).slice(start, start + length).some((symbol) => Math.abs(symbol) === pitch),
  );
  return { index: rows.indexOf(row), count: rows.length };
}

/** The part of a rectangle that a share stands for. */
export const sharedRect = (rect: Rect, { index, count }: Share): Rect => ({
  ...rect,
  y: rect.y + (rect.height * index) / count,
  height: rect.height / count,
});

/** First and last column that are at least partly in view. */
export function visibleColumns(
  view: RollView,
  numColumns: number,
): { first: number; last: number } {
  return {
    first: Math.max(0, columnAt(view, 0)),
    last: Math.min(numColumns - 1, columnAt(view, view.width)),
  };
}

/** The scroll that keeps the music under `x` where it is while the column width changes. */
export function scrollAfterZoom(view: RollView, columnWidth: number, x: number): number {
  return ((view.scrollX + x) / view.columnWidth) * columnWidth - x;
}

/** What is left free behind the last column. */
const MARGIN = 24;
const WIDEST_FITTING = 20;

/** The width of a column at which so many of them are in view at once; short pieces are not blown up. */
export function fittingWidth(numColumns: number, viewWidth: number): number {
  return Math.min(WIDEST_FITTING, Math.max(1, viewWidth - MARGIN) / Math.max(1, numColumns));
}

/** Widths that zooming goes to, but for fitting a long piece, which may go below. */
export function clampColumnWidth(width: number): number {
  return Math.max(NARROWEST_COLUMN, Math.min(WIDEST_COLUMN, width));
}

/** Runs of equal values within a row: first index, last index (inclusive), value. */
export function runsOf<Value>(
  values: readonly Value[],
  first: number,
  last: number,
): { first: number; last: number; value: Value }[] {
  const runs: { first: number; last: number; value: Value }[] = [];
  for (let index = first; index <= last && index < values.length; index++) {
    const value = values[index] as Value;
    const run = runs.at(-1);
    if (run && run.value === value) run.last = index;
    else runs.push({ first: index, last: index, value });
  }
  return runs;
}
