// What a person works with: selected cells, the cursor, the tool, the brush. Columns are named by id,
// so that a selection stays where it is while others insert bars.
import { createMemo, createRoot, createSignal } from "solid-js";
import { type Cell, type CellState, DEFAULT_PIN, RENOISABLE, UNMASKED } from "../domain/cells";
import { type CanvasDocument, currentDocument } from "./document";

export type Tool = "select" | "paint" | "draw";

/** A rectangle of cells: first and last column id, first and last row. */
export interface SelectionRectangle {
  firstColumn: string;
  lastColumn: string;
  firstRow: number;
  lastRow: number;
}

export interface Cursor {
  column: string;
  row: number;
}

const [selection, setSelection] = createSignal<readonly SelectionRectangle[]>([]);
const [cursor, setCursor] = createSignal<Cursor | null>(null);
const [tool, setTool] = createSignal<Tool>("select");
const [brushState, setBrushState] = createSignal<CellState>(RENOISABLE);
/** Sixteenths that one touch of the brush paints. */
const [brushSize, setBrushSize] = createSignal(4);
/** The row that drawing writes into: 0 to 3 for S, A, T, B. */
const [voice, setVoice] = createSignal(0);

export {
  brushSize,
  brushState,
  cursor,
  selection,
  setBrushSize,
  setBrushState,
  setCursor,
  setSelection,
  setTool,
  setVoice,
  tool,
  voice,
};

export const BRUSH_SIZES = [1, 2, 4, 8, 16] as const;

/** The selected cells as column indices of the document now: rectangles that lost a column shrink. */
export function rectanglesToIndices(
  rectangles: readonly SelectionRectangle[],
  columnIndex: ReadonlyMap<string, number>,
): { first: number; last: number; firstRow: number; lastRow: number }[] {
  return rectangles.flatMap((one) => {
    const first = columnIndex.get(one.firstColumn);
    const last = columnIndex.get(one.lastColumn);
    if (first === undefined || last === undefined) return [];
    return [
      {
        first: Math.min(first, last),
        last: Math.max(first, last),
        firstRow: one.firstRow,
        lastRow: one.lastRow,
      },
    ];
  });
}

const selectedCells = createRoot(() =>
  createMemo((): Cell[] => {
    const document = currentDocument();
    if (!document) return [];
    const cells = new Map<string, Cell>();
    for (const one of rectanglesToIndices(selection(), document.columnIndex())) {
      for (let row = one.firstRow; row <= Math.min(one.lastRow, document.numRows - 1); row++) {
        for (let column = one.first; column <= one.last; column++) {
          cells.set(`${row}:${column}`, { row, column });
        }
      }
    }
    return [...cells.values()];
  }),
);

/** The selected cells of the open canvas, each once. */
export { selectedCells };

export function clearSelection(): void {
  setSelection([]);
}

/** Paint a state with its default pin. */
export function setStates(cells: readonly Cell[], state: CellState): void {
  const document = currentDocument();
  if (!document || cells.length === 0) return;
  document.edit((edit) => {
    for (const { row, column } of cells) {
      if (document.states()[row]?.[column] !== state) edit.setState(row, column, state);
      edit.setPin(row, column, null);
    }
  });
}

/** Pin the cells, or unpin them where all are pinned; renoisable cells have no pin. */
export function togglePin(cells: readonly Cell[]): void {
  const document = currentDocument();
  if (!document) return;
  const pinnable = cells.filter(({ row, column }) => stateOf(document, row, column) !== RENOISABLE);
  if (pinnable.length === 0) return;
  const areAllPinned = pinnable.every(({ row, column }) => document.pins()[row]?.[column]);
  document.edit((edit) => {
    for (const { row, column } of pinnable) {
      const isDefault = DEFAULT_PIN[stateOf(document, row, column)] === !areAllPinned;
      edit.setPin(row, column, isDefault ? null : !areAllPinned);
    }
  });
}

/** Unmasked cells become renoisable, masked and renoisable ones unmasked. */
export function invert(cells: readonly Cell[]): void {
  const document = currentDocument();
  if (!document || cells.length === 0) return;
  document.edit((edit) => {
    for (const { row, column } of cells) {
      const isKept = stateOf(document, row, column) === UNMASKED;
      edit.setState(row, column, isKept ? RENOISABLE : UNMASKED);
      edit.setPin(row, column, null);
    }
  });
}

function stateOf(document: CanvasDocument, row: number, column: number): CellState {
  return document.states()[row]?.[column] ?? UNMASKED;
}
