// Staves that accompany the voices: kept as they are, and moved with the bars. The twin of
// `sunmask/chorale/music/staves.py`.
import { placeOf, spellingAt } from "../music/spelling";
import type { Clef } from "../music/voices";

/** Where it begins, sixteenths long, MIDI pitch, its letter if somebody wrote it. Times within tuplets are no whole
 * numbers. */
export type StaffNote = readonly [start: number, length: number, pitch: number, letter?: string];

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

/** fifths: how far letters move along the line of fifths. */
export const transposedStaves = (
  staves: readonly Staff[],
  semitones: number,
  fifths: number,
): Staff[] =>
  withNotes(staves, ([start, length, pitch, letter]) => {
    const place = letter === undefined ? null : placeOf(letter);
    const moved = place === null ? null : spellingAt(place + fifths);
    const there = [start, length, pitch + semitones] as const;
    return [moved === null ? there : [...there, moved]];
  });

/** Room for so many columns before one: a note that sounds there is cut in two. */
export const withColumns = (staves: readonly Staff[], at: number, count: number): Staff[] =>
  withNotes(staves, ([start, length, ...said]) => {
    if (start >= at) return [[start + count, length, ...said]];
    if (start + length <= at) return [[start, length, ...said]];
    return [
      [start, at - start, ...said],
      [at + count, start + length - at, ...said],
    ];
  });

/** Without so many columns from one on, and what sounds in them. */
export const withoutColumns = (staves: readonly Staff[], at: number, count: number): Staff[] =>
  withNotes(staves, ([start, length, ...said]) => {
    const end = start + length;
    const [left, right] = [Math.max(0, Math.min(end, at) - start), Math.max(0, end - at - count)];
    const behind: StaffNote = [Math.max(start, at + count) - count, right, ...said];
    const before: StaffNote = [start, left, ...said];
    return [before, behind].filter(([, sixteenths]) => sixteenths > 0);
  });
