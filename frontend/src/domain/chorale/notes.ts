/** Notes read off a grid: for miniatures, figures and comparisons. Pure. */

import type { Grid } from "../cells";
import { isOnset } from "./symbols";

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

/** The notes that another grid does not have: another pitch, start or length. */
export function changedNotes(notes: readonly Note[], base: Grid): Set<Note> {
  const key = (note: Note) => `${note.row}:${note.column}:${note.length}:${note.pitch}`;
  const known = new Set(notesOf(base).map(key));
  return new Set(notes.filter((note) => !known.has(key(note))));
}

/** Lowest and highest pitch over several grids, so that pictures of them can be drawn to one scale. */
export function pitchSpan(grids: readonly Grid[]): [number, number] {
  const pitches = grids.flatMap((grid) => grid.flatMap((row) => row.filter(Boolean).map(Math.abs)));
  return pitches.length === 0 ? [36, 81] : [Math.min(...pitches), Math.max(...pitches)];
}
