// What a gesture would do if it ended now: shown at once, written to the document at its end.
import { createMemo, createRoot, createSignal } from "solid-js";
import {
  type Cell,
  type CellMap,
  type CellState,
  DEFAULT_PIN,
  type Grid,
  type PinGrid,
  type StateGrid,
} from "../../../domain/cells";
import { type Note, NoteWriter } from "../../../domain/chorale/music/symbols";
import {
  alternatives,
  shownGrid,
  shownPins,
  shownStates,
  target,
  tried,
} from "../../../state/stage/open";

export type Preview =
  | {
      kind: "marquee";
      firstColumn: number;
      lastColumn: number;
      lowPitch: number;
      highPitch: number;
    }
  | { kind: "notes"; hidden: readonly Note[]; drawn: readonly Note[] }
  | { kind: "states"; state: CellState; cells: CellMap<Cell> };

const [preview, setPreview] = createSignal<Preview | null>(null);

export { preview, setPreview };

const previewed = createRoot(() => {
  const grid = createMemo((): Grid => {
    const offered = alternatives();
    const choice = tried();
    if (offered && choice) return withSymbols(shownGrid(), offered.cells, choice.symbols);
    const now = preview();
    if (now?.kind !== "notes" || !target()) return shownGrid();
    const writer = new NoteWriter(shownGrid());
    for (const note of now.hidden) writer.erase(note.row, note.start, note.length);
    for (const note of now.drawn) writer.draw(note);
    return writer.grid;
  });
  const states = createMemo((): StateGrid => {
    const now = preview();
    if (now?.kind !== "states" || !target()) return shownStates();
    return shownStates().map((row, rowIndex) =>
      row.map((state, column) => (now.cells.has({ row: rowIndex, column }) ? now.state : state)),
    );
  });
  const pins = createMemo((): PinGrid => {
    const now = preview();
    const stored = shownPins();
    if (now?.kind !== "states" || !target()) return stored;
    return stored.map((row, rowIndex) =>
      row.map((pin, column) =>
        now.cells.has({ row: rowIndex, column }) ? (DEFAULT_PIN[now.state] as boolean) : pin,
      ),
    );
  });
  return { grid, states, pins };
});

/** A grid with other symbols in some cells. */
export function withSymbols(
  grid: Grid,
  cells: readonly Cell[],
  symbols: readonly (number | string)[],
): Grid {
  const rows = grid.map((row) => [...row]);
  cells.forEach(({ row, column }, index) => {
    const symbol = symbols[index];
    const written = rows[row];
    if (written && typeof symbol === "number") written[column] = symbol;
  });
  return rows;
}

/** What roll and lanes draw: what is in view, as the gesture under way would leave it. */
export const previewGrid = previewed.grid;
export const previewStates = previewed.states;
export const previewPins = previewed.pins;
