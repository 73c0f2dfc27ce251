/**
 * What a person works with: selected cells, the cursor, the tool, the brush. Columns are named by id,
 * so that a selection stays where it is while others insert bars.
 */

import { type Accessor, createMemo, createSignal } from "solid-js";
import {
  type Cell,
  CellMap,
  type CellState,
  DEFAULT_PIN,
  RENOISABLE,
  UNMASKED,
} from "../../domain/cells";
import type { CanvasDocument } from "../document/document";
import type { Stage } from "./createStage";
import type { Targeting } from "./createTarget";

/** ask: a click asks the model for alternatives. */
export type Tool = "select" | "paint" | "draw" | "ask";

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

export const BRUSH_SIZES = [1, 2, 4, 8, 16] as const;

/** Rectangles as column indices of what is in view; those that lost a column are left out. */
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

export interface SelectionSources {
  document: Accessor<Pick<CanvasDocument, "numRows"> | null>;
  stage: Pick<Stage, "columns" | "states" | "pins">;
  targeting: Pick<Targeting, "target" | "editCells">;
}

export type Selection = ReturnType<typeof createSelection>;

/** Needs an owner: its memos live as long as that. */
export function createSelection(sources: SelectionSources) {
  const { document, stage } = sources;
  const [selection, setSelection] = createSignal<readonly SelectionRectangle[]>([]);
  const [cursor, setCursor] = createSignal<Cursor | null>(null);
  const shownColumnIndex = createMemo(
    (): ReadonlyMap<string, number> => new Map(stage.columns().map((id, index) => [id, index])),
  );
  const selectedCells = createMemo((): Cell[] => {
    const canvas = document();
    if (!canvas || selection().length === 0) return [];
    const cells = new CellMap<Cell>();
    for (const one of rectanglesToIndices(selection(), shownColumnIndex())) {
      for (let row = one.firstRow; row <= Math.min(one.lastRow, canvas.numRows - 1); row++) {
        for (let column = one.first; column <= one.last; column++) {
          cells.set({ row, column }, { row, column });
        }
      }
    }
    return cells.values();
  });
  return {
    selection,
    setSelection,
    clearSelection: () => void setSelection((now) => (now.length === 0 ? now : [])),
    cursor,
    setCursor,
    /** Index of each column id of what is in view. */
    shownColumnIndex,
    /** The selected cells of what is in view, each once. */
    selectedCells,
    ...createTools(),
    ...paintingOf(sources),
  };
}

function createTools() {
  const [tool, setTool] = createSignal<Tool>("select");
  const [brushState, setBrushState] = createSignal<CellState>(RENOISABLE);
  const [brushSize, setBrushSize] = createSignal(4);
  const [voice, setVoice] = createSignal(0);
  return {
    tool,
    setTool,
    brushState,
    setBrushState,
    /** Sixteenths that one touch of the brush paints. */
    brushSize,
    setBrushSize,
    /** The row that drawing writes into: 0 to 3 for S, A, T, B. */
    voice,
    setVoice,
  };
}

function paintingOf({ stage, targeting }: SelectionSources) {
  const { target, editCells } = targeting;
  const stateOf = (row: number, column: number): CellState =>
    stage.states()[row]?.[column] ?? UNMASKED;
  return {
    /** Paint a state with its default pin. */
    setStates(cells: readonly Cell[], state: CellState): void {
      editCells(cells.map(({ row, column }) => ({ row, column, state, pin: null })));
    },
    /** Pin the cells, or unpin them where all are pinned; renoisable cells have no pin. */
    togglePin(cells: readonly Cell[]): void {
      const pinnable = cells.filter(({ row, column }) => stateOf(row, column) !== RENOISABLE);
      if (pinnable.length === 0) return;
      const areAllPinned = pinnable.every(({ row, column }) => stage.pins()[row]?.[column]);
      const isOnCanvas = target()?.kind === "canvas";
      editCells(
        pinnable.map(({ row, column }) => {
          const isDefault = DEFAULT_PIN[stateOf(row, column)] === !areAllPinned;
          return { row, column, pin: isDefault && isOnCanvas ? null : !areAllPinned };
        }),
      );
    },
    /** Unmasked cells become renoisable, masked and renoisable ones unmasked. */
    invert(cells: readonly Cell[]): void {
      editCells(
        cells.map(({ row, column }) => {
          const isKept = stateOf(row, column) === UNMASKED;
          return { row, column, state: isKept ? RENOISABLE : UNMASKED, pin: null };
        }),
      );
    },
  };
}
