/** Notes read off a grid: for miniatures, figures and comparisons. Pure. */

import type { Grid } from "../cells";
import { type Note, notesOf } from "./symbols";

/** The notes of all voices, voice by voice. */
export const allNotes = (grid: Grid): Note[] =>
  grid.flatMap((symbols, row) => notesOf(symbols, row));

/** The notes that another grid does not have: another pitch, start or length. */
export function changedNotes(notes: readonly Note[], base: Grid): Set<Note> {
  const key = (note: Note) => `${note.row}:${note.start}:${note.length}:${note.pitch}`;
  const known = new Set(allNotes(base).map(key));
  return new Set(notes.filter((note) => !known.has(key(note))));
}

/** Lowest and highest pitch over several grids, so that pictures of them can be drawn to one scale. */
export function pitchSpan(grids: readonly Grid[]): [number, number] {
  const pitches = grids.flatMap((grid) => grid.flatMap((row) => row.filter(Boolean).map(Math.abs)));
  return pitches.length === 0 ? [36, 81] : [Math.min(...pitches), Math.max(...pitches)];
}
