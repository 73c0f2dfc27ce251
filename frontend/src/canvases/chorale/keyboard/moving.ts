// The arrows: on the roll they go by sixteenths, on the score by notes and rests, which they choose.
import { barAt } from "../../../domain/chorale/music/bars";
import { noteAt } from "../../../domain/chorale/music/symbols";
import { type Span, spanAt, spanBeside } from "../../../domain/chorale/staff/noteSpans";
import type { SelectionRectangle } from "../../../state/stage/createSelection";
import {
  clearSelection,
  selectedCells,
  selection,
  setVoice,
  shownGrid,
  tool,
} from "../../../state/stage/open";
import { choraleMeta, cursorCell, putCursor, selectNote, selectRectangle } from "../acts";
import { numColumns, reveal, revealEnd, revealStart } from "../roll/view";
import { notation } from "../score/notation";
import type { Key } from "./key";

export const MOVING_KEYS: readonly Key[] = [
  moves("left", "Earlier: on the score to the note before", "ArrowLeft", () => moveBy(-1)),
  moves("right", "Later: on the score to the next note", "ArrowRight", () => moveBy(1)),
  moves("bar-left", "A bar earlier", "mod+ArrowLeft", () => moveTo(barBeside(-1, here().column))),
  moves("bar-right", "A bar later", "mod+ArrowRight", () => moveTo(barBeside(1, here().column))),
  moves("voice-up", "The voice above", "Alt+ArrowUp", () => moveTo(here().column, -1)),
  moves("voice-down", "The voice below", "Alt+ArrowDown", () => moveTo(here().column, 1)),
  moves("extend-left", "Extend earlier", "Shift+ArrowLeft", () => extendBy(-1)),
  moves("extend-right", "Extend later", "Shift+ArrowRight", () => extendBy(1)),
  moves("extend-up", "Extend to the voice above", "Shift+ArrowUp", () => extend({ rows: -1 })),
  moves("extend-down", "Extend to the voice below", "Shift+ArrowDown", () => extend({ rows: 1 })),
  moves("extend-bar-left", "Extend to the beginning of the bar", "mod+Shift+ArrowLeft", () =>
    extend({ to: barBeside(-1, here().column) }),
  ),
  moves("extend-bar-right", "Extend to the end of the bar", "mod+Shift+ArrowRight", extendToBarEnd),
  moves("extend-start", "Extend to the beginning", ["mod+Shift+Home", "Shift+Home"], () =>
    extend({ to: 0 }),
  ),
  moves("extend-end", "Extend to the end", ["mod+Shift+End", "Shift+End"], () =>
    extend({ to: numColumns() - 1 }),
  ),
  moves("home", "To the beginning", ["Home", "mod+Home"], () => {
    moveTo(0);
    revealStart();
  }),
  moves("end", "To the end", ["End", "mod+End"], () => {
    moveTo(numColumns() - 1);
    revealEnd();
  }),
];

function moves(
  name: string,
  label: string,
  keys: string | readonly string[],
  perform: () => void,
): Key {
  const all = typeof keys === "string" ? [keys] : keys;
  return { name, label, group: "Select", keys: all, isOnCanvas: true, perform };
}

/** Bring the cursor's cell into view, and write in its voice from now on. */
export function followCursor(): void {
  const at = cursorCell();
  if (!at) return;
  setVoice(at.row);
  const note = noteAt(shownGrid()[at.row] ?? [], at.row, at.column);
  reveal(at.column, note?.pitch);
}

const here = () => cursorCell() ?? { row: 0, column: 0 };
const symbolsOf = (row: number): readonly number[] => shownGrid()[row] ?? [];
const spanHere = (row: number, column: number): Span =>
  spanAt(symbolsOf(row), row, column, choraleMeta());
const isOnPaper = (): boolean => notation() === "score";

/** The column where the bar begins, or the one before or after it. */
function barBeside(direction: -1 | 1, column: number): number {
  const meta = choraleMeta();
  const bar = barAt(column, numColumns(), meta);
  if (direction > 0) return bar.first + bar.length;
  return column > bar.first ? bar.first : barAt(Math.max(0, column - 1), numColumns(), meta).first;
}

/** The first and last column of what is chosen in the cursor's voice, or of its note or rest. */
function edges(): { first: number; last: number } {
  const at = here();
  const columns = selectedCells()
    .filter(({ row }) => row === at.row)
    .map(({ column }) => column);
  if (columns.length > 0) return { first: Math.min(...columns), last: Math.max(...columns) };
  const { start, length } = spanHere(at.row, at.column);
  return { first: start, last: start + length - 1 };
}

function moveBy(direction: -1 | 1): void {
  const at = cursorCell();
  if (!at || !isOnPaper()) return moveTo(at ? at.column + direction : 0);
  const time = choraleMeta();
  moveTo(spanBeside(symbolsOf(at.row), at.row, edges(), { direction, time }).start);
}

function moveTo(column: number, rows = 0): void {
  const at = here();
  clearSelection();
  putCursor({ row: at.row + rows, column });
  const now = cursorCell();
  // Beside Select the keys of states are the brush's.
  if (now && isOnPaper() && tool() === "select") selectNote(spanHere(now.row, now.column));
  followCursor();
}

/** What was extended last: from which note or rest, to which. Another selection begins anew. */
let extended: { made: readonly SelectionRectangle[]; from: Span; to: Span } | null = null;

function extending(): { from: Span; to: Span } {
  if (extended?.made === selection()) return extended;
  const at = here();
  const { first, last } = edges();
  const span = isOnPaper()
    ? { row: at.row, start: first, length: last - first + 1 }
    : { row: at.row, start: at.column, length: 1 };
  return { from: span, to: span };
}

function extendBy(direction: -1 | 1): void {
  const { to } = extending();
  const [first, last] = [to.start, to.start + to.length - 1];
  if (!isOnPaper()) return extend({ to: first + direction });
  const time = choraleMeta();
  extend({ to: spanBeside(symbolsOf(to.row), to.row, { first, last }, { direction, time }).start });
}

function extendToBarEnd(): void {
  const { to } = extending();
  const bar = barAt(to.start + to.length - 1, numColumns(), choraleMeta());
  const end = bar.first + bar.length;
  // At the end of a bar already, to the end of the next one.
  extend({
    to: (to.start + to.length < end ? end : barBeside(1, Math.min(end, numColumns() - 1))) - 1,
  });
}

/** Let the selection reach to a column, or to another voice. */
function extend({ to, rows = 0 }: { to?: number; rows?: number }): void {
  const { from, to: before } = extending();
  const row = Math.max(0, Math.min(shownGrid().length - 1, before.row + rows));
  const column = Math.max(0, Math.min(numColumns() - 1, to ?? before.start));
  const reached =
    to === undefined
      ? { ...before, row }
      : isOnPaper()
        ? spanHere(row, column)
        : { row, start: column, length: 1 };
  putCursor({ row, column: reached.start });
  selectRectangle({
    first: Math.min(from.start, reached.start),
    last: Math.max(from.start + from.length, reached.start + reached.length) - 1,
    firstRow: Math.min(from.row, row),
    lastRow: Math.max(from.row, row),
  });
  extended = { made: selection(), from, to: reached };
  followCursor();
}
