// A passage of notes that was copied, and its way back into a grid.
import type { Cell } from "../../cells";
import { type Note, NoteWriter, notesOf, type Write } from "../music/symbols";

export interface Passage {
  /** Notes with starts counted from the passage's first sixteenth. */
  notes: Note[];
  rows: number[];
  length: number;
}

/** The notes inside some cells, cut to them. Null where no cell is given. */
export function copyPassage(
  symbols: readonly (readonly number[])[],
  cells: readonly Cell[],
): Passage | null {
  if (cells.length === 0) return null;
  const first = Math.min(...cells.map((cell) => cell.column));
  const last = Math.max(...cells.map((cell) => cell.column));
  const rows = [...new Set(cells.map((cell) => cell.row))].sort((one, other) => one - other);
  const notes = rows.flatMap((row) => {
    const inside = new Set(cells.filter((cell) => cell.row === row).map((cell) => cell.column));
    const cut = Array.from({ length: last - first + 1 }, (_, index) =>
      inside.has(first + index) ? (symbols[row]?.[first + index] ?? 0) : 0,
    );
    return notesOf(cut, row);
  });
  return { notes, rows, length: last - first + 1 };
}

/**
 * Put a passage at a sixteenth: what stood there in its voices gives way, what lies beyond the canvas's
 * end is left out. A passage of one voice goes to `row`, others to the voices they came from.
 */
export function pastePassage(
  symbols: readonly (readonly number[])[],
  passage: Passage,
  at: { row: number; column: number },
): { writes: Write[]; rows: number[]; last: number } {
  const numColumns = symbols[0]?.length ?? 0;
  const writer = new NoteWriter(symbols);
  const rowOf = (row: number) => (passage.rows.length === 1 ? at.row : row);
  for (const row of passage.rows) writer.erase(rowOf(row), at.column, passage.length);
  for (const note of passage.notes) {
    const start = at.column + note.start;
    const length = Math.min(note.length, numColumns - start);
    if (length > 0) writer.draw({ ...note, row: rowOf(note.row), start, length });
  }
  return {
    writes: writer.writes(symbols),
    rows: passage.rows.map(rowOf),
    last: Math.min(numColumns, at.column + passage.length) - 1,
  };
}
