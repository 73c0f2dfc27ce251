// Staves that accompany the voices: kept as they are, and moved with the bars. The twin of
// `sunmask/chorale/music/staves.py`.
import type { Clef } from "./voices";

/** Where it begins, sixteenths long, MIDI pitch. Times within tuplets are no whole numbers. */
export type StaffNote = readonly [start: number, length: number, pitch: number];

export interface Staff {
  name: string;
  clef: Clef;
  notes: readonly StaffNote[];
}

/** The staves that a document says; none where they are not valid. */
export function stavesIn(said: unknown): readonly Staff[] {
  return Array.isArray(said) && said.every((one) => Array.isArray(one?.notes)) ? said : [];
}

const withNotes = (
  staves: readonly Staff[],
  change: (note: StaffNote) => readonly StaffNote[],
): Staff[] => staves.map((staff) => ({ ...staff, notes: staff.notes.flatMap(change) }));

export const transposedStaves = (staves: readonly Staff[], semitones: number): Staff[] =>
  withNotes(staves, ([start, length, pitch]) => [[start, length, pitch + semitones]]);

/** Room for so many columns before one: a note that sounds there is cut in two. */
export const withColumns = (staves: readonly Staff[], at: number, count: number): Staff[] =>
  withNotes(staves, ([start, length, pitch]) => {
    if (start >= at) return [[start + count, length, pitch]];
    if (start + length <= at) return [[start, length, pitch]];
    return [
      [start, at - start, pitch],
      [at + count, start + length - at, pitch],
    ];
  });

/** Without so many columns from one on, and what sounds in them. */
export const withoutColumns = (staves: readonly Staff[], at: number, count: number): Staff[] =>
  withNotes(staves, ([start, length, pitch]) => {
    const end = start + length;
    const [left, right] = [Math.max(0, Math.min(end, at) - start), Math.max(0, end - at - count)];
    const behind: StaffNote = [Math.max(start, at + count) - count, right, pitch];
    const before: StaffNote = [start, left, pitch];
    return [before, behind].filter(([, sixteenths]) => sixteenths > 0);
  });
