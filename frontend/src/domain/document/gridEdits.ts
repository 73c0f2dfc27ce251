// The verbs of one edit of a grid, and the changes of its shared maps that they stand for.
import type { CellSymbol } from "../../protocol";
import { type Author, cellKey } from "../cells";
import type { GridChange, MapName } from "./layout";

/**
 * The mark of a cell, which it has besides its symbol: a chorale's fermata and syllables, and below the voices a chord, or metre
 * and key from its column on and signs of form.
 */
export type CellMarks = {
  chord?: unknown;
  metre?: string;
  key?: { fifths: number; mode: string };
  form?: readonly string[];
  fermata?: boolean;
  lyrics?: { text: string; syllabic?: string; verse?: number; extends?: true }[];
  /** The letter of the note that begins here, as "F#" or "Bb"; it counts for a note of its pitch class alone. */
  spelling?: string;
  /** Signs of notation (sunmask/chorale/music/signs.py). */
  signs?: unknown[];
};

/** The marks of a cell as an edit says them: null where none are left. */
export const marksOrNone = (marks: CellMarks): CellMarks | null =>
  Object.keys(marks).length > 0 ? marks : null;

/** The marks of a cell with these signs in place of its own; null where nothing is left. */
export function withSigns(here: CellMarks | undefined, signs: unknown[]): CellMarks | null {
  const { signs: _, ...others } = here ?? {};
  return marksOrNone(signs.length > 0 ? { ...others, signs } : others);
}

/** The verbs of one edit; cells are named by row and column index of the grid before the edit. */
export interface DocumentEdit {
  /** author: "model" for what a candidate wrote; otherwise the person, who writes or corrects the model. */
  setSymbol(row: number, column: number, symbol: CellSymbol, author?: Author): void;
  setState(row: number, column: number, state: 0 | 1 | 2): void;
  /** null takes the pin away, so that the state's default holds. */
  setPin(row: number, column: number, pin: boolean | null): void;
  setMarks(row: number, column: number, marks: CellMarks | null): void;
  setMeta(name: string, value: unknown): void;
  /**
   * Every row becomes what another one is, with symbols, states, pins, marks and authors; null is an empty one. Rows
   * that are not named stay.
   */
  setRows(sources: ReadonlyMap<number, number | null>): void;
  /** New columns before `index`, filled with rests. */
  insertColumns(index: number, count: number): void;
  deleteColumns(index: number, count: number): void;
}

/** What a cell has. */
const CELL_MAPS = ["symbols", "states", "pins", "marks", "authors"] as const;

/** Write down the verbs of an edit as changes of the shared maps. stored: what a map has under a key. */
export function collectChanges(
  change: (edit: DocumentEdit) => void,
  columns: readonly string[],
  authors: ReadonlyMap<string, Author>,
  stored: (map: MapName, key: string) => unknown,
): GridChange[] {
  const changes: GridChange[] = [];
  const key = (row: number, column: number) => {
    const id = columns[column];
    if (id === undefined)
      throw new Error(`expected a column below ${columns.length}, got ${column}`);
    return cellKey(id, row);
  };
  change({
    setSymbol(row, column, symbol, author) {
      const cell = key(row, column);
      const before = authors.get(cell);
      const corrects = before === "model" || before === "edited";
      changes.push({ map: "symbols", key: cell, value: symbol });
      changes.push({ map: "authors", key: cell, value: author ?? (corrects ? "edited" : "human") });
    },
    setState: (row, column, state) => {
      changes.push({ map: "states", key: key(row, column), value: state });
    },
    setPin: (row, column, pin) => {
      changes.push({ map: "pins", key: key(row, column), value: pin ?? undefined });
    },
    setMarks: (row, column, marks) => {
      changes.push({ map: "marks", key: key(row, column), value: marks ?? undefined });
    },
    setMeta: (name, value) => {
      changes.push({ map: "meta", key: name, value });
    },
    setRows: (sources) => {
      for (const id of columns)
        for (const [row, source] of sources)
          for (const map of CELL_MAPS) {
            const to = cellKey(id, row);
            const value = source === null ? undefined : stored(map, cellKey(id, source));
            if (stored(map, to) !== value) changes.push({ map, key: to, value });
          }
    },
    insertColumns: (index, count) => {
      const insert = Array.from({ length: count }, newColumnId);
      changes.push({ insert, after: columns[index - 1] ?? null });
    },
    deleteColumns: (index, count) => {
      changes.push({ remove: columns.slice(index, index + count) });
    },
  });
  return changes;
}

/** A column id that no other browser makes: 60 random bits. */
function newColumnId(): string {
  const words = crypto.getRandomValues(new Uint32Array(2));
  return `n${(words[0] as number).toString(36)}${(words[1] as number).toString(36)}`;
}
