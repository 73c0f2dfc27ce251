// Chords go with the bars that they belong to: they are copied, cut, erased and transposed with all voices.
import type { Cell } from "../../../domain/cells";
import { type Chord, transposed } from "../../../domain/chorale/harmony/chords";
import type { TargetEdit } from "../../../state/stage/createTarget";
import { chordsRow, shownVoices } from "../inView";
import { shownBeats, shownChords } from "./chordsInView";

/** A chord that was copied: sixteenths from the beginning of what was copied. */
export interface CopiedChord {
  start: number;
  chord: Chord;
}

/** The chords, by column, of the beats that some cells cover in all voices. */
export function chordsIn(cells: readonly Cell[]): [number, Chord][] {
  if (shownChords().size === 0) return [];
  const covered = coveredColumns(cells);
  const beats = shownBeats().filter(({ first, end }) => {
    for (let column = first; column < end; column++) if (!covered.has(column)) return false;
    return true;
  });
  return [...shownChords()].filter(([column]) =>
    beats.some(({ first, end }) => column >= first && column < end),
  );
}

function coveredColumns(cells: readonly Cell[]): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (const { column } of cells) counts.set(column, (counts.get(column) ?? 0) + 1);
  return new Set(
    [...counts].filter(([, count]) => count === shownVoices().length).map(([at]) => at),
  );
}

const chordEdit = (column: number, chord: Chord | null): TargetEdit => ({
  row: chordsRow(),
  column,
  marks: chord ? { chord } : null,
});

export const erasedChords = (cells: readonly Cell[]): TargetEdit[] =>
  chordsIn(cells).map(([column]) => chordEdit(column, null));

export const transposedChords = (cells: readonly Cell[], semitones: number): TargetEdit[] =>
  chordsIn(cells).map(([column, chord]) => chordEdit(column, transposed(chord, semitones)));

/** All chords of the canvas, moved. */
export const allTransposed = (semitones: number): [number, Chord][] =>
  [...shownChords()].map(([column, chord]) => [column, transposed(chord, semitones)]);

export function copiedChords(cells: readonly Cell[]): CopiedChord[] {
  const first = Math.min(...cells.map(({ column }) => column));
  return chordsIn(cells).map(([column, chord]) => ({ start: column - first, chord }));
}

/** Chords put at a column; those that stood within so many sixteenths give way. */
export function pastedChords(
  copied: readonly CopiedChord[],
  column: number,
  length: number,
): TargetEdit[] {
  const numColumns = shownBeats().at(-1)?.end ?? 0;
  const gone = [...shownChords().keys()].filter((at) => at >= column && at < column + length);
  return [
    ...gone.map((at) => chordEdit(at, null)),
    ...copied
      .filter(({ start }) => column + start < numColumns)
      .map(({ start, chord }) => chordEdit(column + start, chord)),
  ];
}
