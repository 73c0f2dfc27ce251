/** Notes read off a grid: for miniatures, figures and comparisons. Pure. */

import { isOnset } from "../audio/schedule";
import type { Grid } from "../domain/cells";

export interface Note {
  row: number;
  /** First column and how many. */
  column: number;
  length: number;
  pitch: number;
}

export function notesOf(grid: Grid): Note[] {
  const notes: Note[] = [];
  grid.forEach((symbols, row) => {
    let note: Note | null = null;
    symbols.forEach((symbol, column) => {
      if (symbol === 0) note = null;
      else if (note === null || isOnset(symbols, column)) {
        note = { row, column, length: 1, pitch: Math.abs(symbol) };
        notes.push(note);
      } else note.length++;
    });
  });
  return notes;
}

/** Notes of `grid` that `base` does not have: another pitch, start or length. */
export function changedNotes(grid: Grid, base: Grid): Set<Note> {
  const key = (note: Note) => `${note.row}:${note.column}:${note.length}:${note.pitch}`;
  const known = new Set(notesOf(base).map(key));
  return new Set(notesOf(grid).filter((note) => !known.has(key(note))));
}

/** Cells in which two grids differ. */
export function numChangedCells(grid: Grid, base: Grid): number {
  let count = 0;
  grid.forEach((symbols, row) => {
    symbols.forEach((symbol, column) => {
      if ((base[row]?.[column] ?? 0) !== symbol) count++;
    });
  });
  return count;
}
