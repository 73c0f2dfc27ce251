/** Notes read off a grid: for miniatures, figures and comparisons. Pure. */

import type { Grid } from "../../cells";
import { type Note, notesOf } from "./symbols";
import { middlePitch, type Voice } from "./voices";

/** The notes of all voices, voice by voice. */
export const allNotes = (grid: Grid): Note[] =>
  grid.flatMap((symbols, row) => notesOf(symbols, row));

/** The pitch that a voice had last, at a column or before it; the middle of its range where it had none. */
export function lastPitch(symbols: readonly number[], column: number, voice: Voice): number {
  const last = symbols.slice(0, column + 1).findLast((symbol) => symbol !== 0);
  return last === undefined ? middlePitch(voice) : Math.abs(last);
}

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
