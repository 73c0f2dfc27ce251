// The four lanes below the roll: the plan of each voice at a glance, as runs of states.
import {
  type CellState,
  DEFAULT_PIN,
  type PinGrid,
  STATE_LABELS,
  STATE_LETTERS,
  type StateGrid,
} from "../../../../domain/cells";
import { type ChoraleMeta, isBarLine } from "../../../../domain/chorale/music/bars";
import {
  columnX,
  laneHasWords,
  laneInset,
  type RollView,
  runsOf,
  visibleColumns,
} from "../../../../domain/chorale/rollGeometry";
import { line } from "./drawGrid";
import { outline } from "./drawNotes";
import { drawLock, drawState, type Palette } from "./palette";

export interface LanesScene {
  view: RollView;
  palette: Palette;
  meta: ChoraleMeta;
  laneHeight: number;
  numColumns: number;
  states: StateGrid;
  pins: PinGrid;
  selected: readonly { first: number; last: number; firstRow: number; lastRow: number }[];
  cursor: { row: number; column: number } | null;
  playhead: number | null;
}

export function drawLanes(context: CanvasRenderingContext2D, scene: LanesScene): void {
  const { view, palette, laneHeight, numColumns } = scene;
  context.fillStyle = palette.background;
  context.fillRect(0, 0, view.width, laneHeight * scene.states.length);
  const { first, last } = visibleColumns(view, numColumns);
  for (let column = first; column <= last + 1; column++) {
    if (!isBarLine(column, scene.meta) && column !== numColumns) continue;
    const x = Math.round(columnX(view, column)) + 0.5;
    line(context, palette.line, x, 0, x, laneHeight * scene.states.length);
  }
  scene.states.forEach((states, row) => drawLane(context, scene, states, row, first, last));
  for (const one of scene.selected) {
    const x = columnX(view, one.first);
    const rect = {
      x: x + 1,
      y: one.firstRow * laneHeight + 2,
      width: columnX(view, one.last + 1) - x - 2,
      height: (one.lastRow - one.firstRow + 1) * laneHeight - 4,
    };
    outline(context, palette.background, rect, 0, 4);
    outline(context, palette.focus, rect, 0, 2);
  }
  if (scene.cursor) {
    const rect = {
      x: columnX(view, scene.cursor.column),
      y: scene.cursor.row * laneHeight + 2,
      width: Math.max(3, view.columnWidth),
      height: laneHeight - 4,
    };
    outline(context, palette.background, rect, 1, 3.5);
    outline(context, palette.focus, rect, 1, 1.5);
  }
  if (scene.playhead !== null) {
    const x = columnX(view, scene.playhead);
    context.lineWidth = 1.5;
    line(context, palette.ink, x, 0, x, laneHeight * scene.states.length);
    context.lineWidth = 1;
  }
}

function drawLane(
  context: CanvasRenderingContext2D,
  scene: LanesScene,
  states: readonly CellState[],
  row: number,
  first: number,
  last: number,
): void {
  const { view, palette, laneHeight } = scene;
  const pins = scene.pins[row] ?? [];
  // State and pin in one value: a run ends where either changes.
  const plan = states.map((state, column) =>
    pins[column] === DEFAULT_PIN[state] ? state : state + 4,
  );
  const from = runStart(plan, first);
  const to = runEnd(plan, last);
  for (const run of runsOf(plan, from, to)) {
    const state = (run.value % 4) as CellState;
    const x = columnX(view, run.first);
    const rect = {
      x: x + 1,
      y: row * laneHeight + laneInset(laneHeight),
      width: Math.max(1, columnX(view, run.last + 1) - x - 2),
      height: laneHeight - 2 * laneInset(laneHeight),
    };
    const scroll = { x: view.scrollX, y: 0 };
    drawState(context, palette, state, { ...rect, radius: Math.min(4, rect.height / 3) }, scroll);
    if (laneHasWords(laneHeight)) drawLaneLetter(context, scene, state, run.value >= 4, rect);
  }
}

function drawLaneLetter(
  context: CanvasRenderingContext2D,
  scene: LanesScene,
  state: CellState,
  hasLock: boolean,
  rect: { x: number; y: number; width: number; height: number },
): void {
  const { palette } = scene;
  if (rect.width < 15) return;
  // The letter stays in view while its run is.
  const x = Math.max(rect.x, Math.min(4, rect.x + rect.width - 40));
  const isNamed = rect.x + rect.width - x > 120;
  const text = isNamed ? STATE_LABELS[state] : STATE_LETTERS[state];
  context.font = `${isNamed ? 600 : 700} 10.5px ${palette.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  const width = context.measureText(text).width + 10 + (hasLock ? 11 : 0);
  const fits = width + 4 <= rect.width;
  if (!fits && hasLock) return;
  if (state !== 0) {
    context.fillStyle = palette.panel;
    context.beginPath();
    context.roundRect(x + 4, rect.y + 3, fits ? width : rect.width - 6, rect.height - 6, 3);
    context.fill();
  }
  const colour = state === 0 ? palette.onKeep : palette.ink;
  context.fillStyle = colour;
  const middle = rect.y + rect.height / 2;
  context.fillText(text, x + (fits ? 9 : 4), middle + 0.5);
  if (hasLock) {
    // State and pin differ from the default: masked and pinned, or unmasked and not.
    drawLock(context, { x: x + width - 6, y: middle - 1, isOpen: state === 0 }, colour);
  }
}

function runStart(values: readonly number[], index: number): number {
  let start = index;
  while (start > 0 && values[start - 1] === values[index]) start--;
  return start;
}

function runEnd(values: readonly number[], index: number): number {
  let end = index;
  while (end + 1 < values.length && values[end + 1] === values[index]) end++;
  return end;
}
