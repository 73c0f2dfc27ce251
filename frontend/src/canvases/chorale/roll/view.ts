// Zoom and scroll of the open chorale, shared by roll and lanes.
import { createMemo, createRoot, createSignal } from "solid-js";
import { HIGHEST_PITCH, LOWEST_PITCH } from "../../../domain/chorale/music/symbols";
import {
  clampColumnWidth,
  columnX,
  fittingWidth,
  pitchY,
  type RollView,
  scrollAfterZoom,
} from "../../../domain/chorale/rollGeometry";
import { shownColumnIndex, shownColumns, shownGrid } from "../../../state/stage/open";

export const isCoarse = window.matchMedia("(pointer: coarse)").matches;
/** Left of the music: pitch names beside the roll, voice buttons beside the lanes. */
export const GUTTER = isCoarse ? 48 : 84;
export const LYRICS_HEIGHT = 17;
/** Pixels; on low screens, such as a phone on its side, the notes need what ruler and lanes have elsewhere. */
const USUAL = isCoarse
  ? { ruler: 44, lane: 44, lowestRow: 13 }
  : { ruler: 26, lane: 30, lowestRow: 11 };
const LOW = { ruler: isCoarse ? 30 : 22, lane: 36, lowestRow: 9 };
const FOLDED_LANE = 9;
const [USUAL_LANES, LOWEST_LANE] = [4, 22];
const FIRST_COLUMN_WIDTH = 11;

const [columnWidth, setColumnWidth] = createSignal(FIRST_COLUMN_WIDTH);
const [scroll, setScroll] = createSignal({ x: 0, y: 0 });
const [size, setSize] = createSignal({ width: 800, height: 500 });
/** Height of the ruler with its line of lyrics, if there is one. */
const [rulerHeight, setRulerHeight] = createSignal(USUAL.ruler);
/** The cell that `revealCursor` brought into view last, for views that scroll by themselves. */
const [revealed, setRevealed] = createSignal<{ row: number; column: number } | null>(null, {
  equals: false,
});

const lowScreen = window.matchMedia("(max-height: 500px)");
const [isLow, setIsLow] = createSignal(lowScreen.matches);
lowScreen.addEventListener("change", ({ matches }) => keepingMiddle(() => setIsLow(matches)));
const [wantsLanes, setWantsLanes] = createSignal(false);

export { columnWidth, isLow, revealed, rulerHeight, setRulerHeight, setWantsLanes, size };

const heights = () => (isLow() ? LOW : USUAL);
/** On a low screen the lanes are a strip that opens and folds. */
export const areLanesFolded = () => isLow() && !wantsLanes();
/** More than four lanes are lower, so that the notes keep their room. */
export const laneHeight = () => {
  if (areLanesFolded()) return FOLDED_LANE;
  const numLanes = Math.max(USUAL_LANES, shownGrid().length);
  return Math.max(LOWEST_LANE, Math.floor((heights().lane * USUAL_LANES) / numLanes));
};
/** Of the numbers of bars, without lyrics. */
export const numbersHeight = () => heights().ruler;

let scroller: HTMLElement | null = null;

/** The element that scrolls the roll; zooming and jumping move it. */
export function setScroller(element: HTMLElement | null): void {
  scroller = element;
}

/** Lowest and highest pitch of the roll: more than usual where the canvas has notes there. */
const pitches = createRoot(() =>
  createMemo(
    (): readonly [number, number] => {
      let [lowest, highest] = [LOWEST_PITCH, HIGHEST_PITCH];
      for (const row of shownGrid())
        for (const symbol of row) {
          const pitch = Math.abs(symbol);
          if (pitch > highest) highest = pitch;
          else if (pitch > 0 && pitch < lowest) lowest = pitch;
        }
      return [lowest, highest];
    },
    [LOWEST_PITCH, HIGHEST_PITCH] as const,
    { equals: (one, other) => one[0] === other[0] && one[1] === other[1] },
  ),
);
const numPitches = () => pitches()[1] - pitches()[0] + 1;

export const view = createRoot(() =>
  createMemo((): RollView => {
    const width = Math.max(0, size().width - GUTTER);
    const height = Math.max(0, size().height - rulerHeight());
    const rowHeight = Math.max(heights().lowestRow, height / numPitches());
    return {
      columnWidth: columnWidth(),
      rowHeight,
      scrollX: scroll().x,
      scrollY: scroll().y,
      width,
      height,
      lowest: pitches()[0],
      highest: pitches()[1],
    };
  }),
);

/** The roll has another size: the pitches in its middle stay there. */
export const resize = (next: { width: number; height: number }) =>
  keepingMiddle(() => setSize(next));

/** The roll was scrolled. What only gives way to another size is not: `resize` comes next and knows better. */
export function followScroll(element: HTMLElement): void {
  if (Math.abs(element.clientHeight - size().height) < 2)
    setScroll({ x: element.scrollLeft, y: element.scrollTop });
}

function keepingMiddle(change: () => void): void {
  const before = view();
  const middle = (before.scrollY + before.height / 2) / before.rowHeight;
  change();
  const now = view();
  if (before.height > 0 && now.height > 0)
    scrollTo(now.scrollX, middle * now.rowHeight - now.height / 2);
}

export function numColumns(): number {
  return shownColumns().length;
}

/** Left free behind the end of a piece that has to be scrolled. */
const ROOM_AT_END = 96;

/** Size of everything that can be scrolled to, gutter and ruler included. */
export function extent(): { width: number; height: number } {
  const music = numColumns() * columnWidth();
  return {
    width: GUTTER + music + (music > view().width ? ROOM_AT_END : 0),
    height: rulerHeight() + numPitches() * view().rowHeight,
  };
}

/** Zoom by a factor, keeping the music under `x` (from the music's left edge) where it is. */
export function zoomBy(factor: number, x = view().width / 2): void {
  zoomTo(columnWidth() * factor, x);
}

export function zoomTo(width: number, x = view().width / 2): void {
  const next = clampColumnWidth(width);
  const scrollX = scrollAfterZoom(view(), next, x);
  setColumnWidth(next);
  scrollTo(Math.max(0, scrollX), view().scrollY);
}

/** Zoom so that everything fits, however long it is. */
export function zoomToFit(): void {
  showColumns(fittingWidth(numColumns(), view().width));
}

function showColumns(width: number): void {
  setColumnWidth(width);
  scrollTo(0);
}

export function scrollTo(x: number, y = view().scrollY): void {
  if (!scroller) return;
  // The extent may have grown a moment ago: the element only scrolls as far as its layout goes.
  const extentElement = scroller.firstElementChild as HTMLElement | null;
  extentElement?.style.setProperty("width", `${extent().width}px`);
  scroller.scrollLeft = x;
  scroller.scrollTop = y;
  setScroll({ x: scroller.scrollLeft, y: scroller.scrollTop });
}

export function scrollBy(x: number, y: number): void {
  scrollTo(view().scrollX + x, view().scrollY + y);
}

/** Bring a sixteenth (and a pitch) into view, if it is not. */
export function reveal(column: number, pitch?: number): void {
  const now = view();
  const x = columnX(now, column);
  let scrollX = now.scrollX;
  if (x < 0 || x + now.columnWidth > now.width) scrollX += x - now.width / 3;
  let scrollY = now.scrollY;
  if (pitch !== undefined) {
    const y = pitchY(now, pitch);
    if (y < 0 || y + now.rowHeight > now.height) scrollY += y - now.height / 2;
  }
  if (scrollX !== now.scrollX || scrollY !== now.scrollY) scrollTo(Math.max(0, scrollX), scrollY);
}

/** Bring a cursor that somebody sent, a column's id and a row, into view with its note. */
export function revealCursor([id, row]: readonly [string, number]): void {
  const column = shownColumnIndex().get(id);
  if (column === undefined || column === null) return;
  setRevealed({ row, column });
  reveal(column, Math.abs(shownGrid()[row]?.[column] ?? 0) || undefined);
}

/** The first view of a canvas: all of its time if that is readable, and the height where its notes lie. */
export function showWhole(grid: readonly (readonly number[])[]): void {
  const readable = isCoarse ? 6 : 8;
  showColumns(Math.max(readable, fittingWidth(numColumns(), view().width)));
  const pitches = grid.flatMap((row) => row.filter((symbol) => symbol !== 0).map(Math.abs));
  if (pitches.length === 0) return;
  const middle = (Math.min(...pitches) + Math.max(...pitches)) / 2;
  const now = view();
  scrollTo(0, now.scrollY + pitchY(now, middle) - now.height / 2);
}

export function revealStart(): void {
  scrollTo(0);
}

export function revealEnd(): void {
  scrollTo(extent().width);
}
