// What a person does with cells: select and move among them, paint them, write a symbol.
import { createMemo, createRoot, createSignal } from "solid-js";
import { type Cell, type CellState, cellSet } from "../../domain/cells";
import { nextSymbol } from "../../domain/plain/shape";
import type { KindShape } from "../../protocol";
import {
  brushState,
  cursor,
  editCells,
  selectedCells,
  setBrushState,
  setCursor,
  setSelection,
  setStates,
  shownColumnIndex,
  shownColumns,
  shownGrid,
  target,
} from "../../state/stage/open";
import { othersOnCanvas } from "../common/attention";

const made = createRoot(() => ({
  cursorCell: createMemo((): Cell | null => {
    const at = cursor();
    const column = at && shownColumnIndex().get(at.column);
    return at && column !== undefined && column !== null ? { row: at.row, column } : null;
  }),
  selectedSet: createMemo(() => cellSet(selectedCells())),
  others: createMemo(othersOnCanvas),
}));

export const { cursorCell, others } = made;

/** Cells that a brush has touched and not let go of. */
const [brushed, setBrushed] = createSignal<readonly Cell[]>([]);
const brushedSet = createRoot(() => createMemo(() => cellSet(brushed())));
export const isBrushed = (cell: Cell): boolean => brushedSet().has(cell);

/** Go over a cell with the brush. */
export function brush(cell: Cell): void {
  if (target() && !isBrushed(cell)) setBrushed((all) => [...all, cell]);
}

/** What the brush touched is painted, as one edit. */
export function endBrush(): void {
  if (brushed().length > 0) setStates(brushed(), brushState());
  forgetBrush();
}

export const forgetBrush = (): void => void setBrushed([]);

export const isSelected = (cell: Cell): boolean => made.selectedSet().has(cell);

export function putCursor({ row, column }: Cell): void {
  const id = shownColumns()[column];
  if (id !== undefined) setCursor({ column: id, row });
}

/** The rectangle between two cells. */
export function selectBetween(from: Cell, to: Cell): void {
  const columns = shownColumns();
  const [firstColumn, lastColumn] = [
    columns[Math.min(from.column, to.column)],
    columns[Math.max(from.column, to.column)],
  ];
  if (firstColumn === undefined || lastColumn === undefined) return;
  setSelection([
    {
      firstColumn,
      lastColumn,
      firstRow: Math.min(from.row, to.row),
      lastRow: Math.max(from.row, to.row),
    },
  ]);
}

export function selectAll(): void {
  const grid = shownGrid();
  const last = { row: grid.length - 1, column: (grid[0]?.length ?? 0) - 1 };
  if (last.row >= 0 && last.column >= 0) selectBetween({ row: 0, column: 0 }, last);
}

/** The selected cells, otherwise the one under the cursor. */
export function actedOn(): readonly Cell[] {
  if (selectedCells().length > 0) return selectedCells();
  const at = cursorCell();
  return at ? [at] : [];
}

/** Paint the selection with a state; without one, it becomes the brush's state. */
export function applyState(state: CellState): void {
  setBrushState(state);
  if (selectedCells().length > 0 && target()) setStates(selectedCells(), state);
}

export function writeSymbol(symbol: number): void {
  if (!target()) return;
  editCells(actedOn().map(({ row, column }) => ({ row, column, symbol })));
}

/** The cells become what comes after the first of them among the symbols of the kind. */
export function writeNext(shape: KindShape): void {
  const [first] = actedOn();
  const now = first && shownGrid()[first.row]?.[first.column];
  const next = now === undefined ? null : nextSymbol(shape, now);
  if (next !== null) writeSymbol(next);
}

export const elementOf = ({ row, column }: Cell): HTMLElement | null =>
  document.querySelector(`.plain-canvas [data-cell="${row}:${column}"]`);

/** The cell at a place of the window; null where there is none. */
export function cellAt(x: number, y: number): Cell | null {
  const element = document
    .elementFromPoint(x, y)
    ?.closest<HTMLElement>(".plain-canvas [data-cell]");
  const [row, column] = (element?.dataset.cell ?? "").split(":").map(Number);
  return element && row !== undefined && column !== undefined ? { row, column } : null;
}

export const placeOf = (cell: Cell): DOMRect | null =>
  elementOf(cell)?.getBoundingClientRect() ?? null;

export const reveal = (cell: Cell): void =>
  elementOf(cell)?.scrollIntoView({ block: "nearest", inline: "nearest" });

export function revealId(columnId: string, row: number): void {
  const column = shownColumnIndex().get(columnId);
  if (column !== undefined) reveal({ row, column });
}

/** Where this person is, as others are told. */
export function placeOfAttention() {
  const [at, cells] = [cursor(), selectedCells()];
  const columns = shownColumns();
  const ends = [cells[0], cells.at(-1)] as const;
  const [from, to] = [columns[ends[0]?.column ?? -1], columns[ends[1]?.column ?? -1]];
  return {
    cursor: at && ([at.column, at.row] as [string, number]),
    selection:
      from && to && ends[0] && ends[1]
        ? [[from, to, ends[0].row, ends[1].row] as [string, string, number, number]]
        : [],
  };
}
