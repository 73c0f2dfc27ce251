// Staves that accompany the voices: kept as they are, and moved with the bars. The twin of
// `sunmask/chorale/music/staves.py`.
import { placeOf, spellingAt } from "../music/spelling";
import type { Clef } from "../music/voices";
import { MOST_NUMBER, type Sign } from "./signs";

/** Where it begins, sixteenths long, MIDI pitch, its letter if somebody wrote it. Times within tuplets are no whole
 * numbers. */
export type StaffNote = readonly [start: number, length: number, pitch: number, letter?: string];

/** Where it stands, the pitch of the note that it belongs to, 0 where that is none, and what it is. */
export type StaffSign = readonly [start: number, pitch: number, sign: Sign];
export type StaffFermata = readonly [start: number, pitch: number];
/** Where the note begins that they are sung to. */
export type StaffWords = readonly [start: number, syllables: unknown];

export interface Staff {
  name: string;
  clef: Clef;
  notes: readonly StaffNote[];
  signs?: readonly StaffSign[];
  fermatas?: readonly StaffFermata[];
  words?: readonly StaffWords[];
}

/** The staves that a document says; none where they are not valid. */
export function stavesIn(said: unknown): readonly Staff[] {
  return Array.isArray(said) && said.every((one) => Array.isArray(one?.notes)) ? said : [];
}

const marksIn = <Mark>(marks: unknown): readonly Mark[] => (Array.isArray(marks) ? marks : []);

/** Each staff with its notes and marks changed; without the marks for whose time `move` gives
 * null. */
const changed = (
  staves: readonly Staff[],
  note: (note: StaffNote) => readonly StaffNote[],
  move: (start: number) => number | null,
): Staff[] => {
  const moved = <Mark extends readonly [number, ...unknown[]]>(marks: readonly Mark[]) =>
    marks.flatMap((mark) => {
      const start = move(mark[0]);
      return start === null ? [] : [[start, ...mark.slice(1)] as unknown as Mark];
    });
  return staves.map((staff) => ({
    ...staff,
    notes: staff.notes.flatMap(note),
    ...(staff.signs && { signs: moved(marksIn<StaffSign>(staff.signs)) }),
    ...(staff.fermatas && { fermatas: moved(marksIn<StaffFermata>(staff.fermatas)) }),
    ...(staff.words && { words: moved(marksIn<StaffWords>(staff.words)) }),
  }));
};

/** Signs of voices as a document has them, by row and sixteenth, with those of the staves in rows behind the last
 * voice. Dynamics and hairpins count for all staves of one instrument, which bear one name. */
export function withSignsOfStaves(
  signs: unknown,
  staves: readonly Staff[],
  first: number,
): (readonly [number, number, readonly Sign[]])[] {
  const ofStaves = staves.flatMap((staff, number) =>
    staves.flatMap((other, place) =>
      other.name !== staff.name
        ? []
        : marksIn<StaffSign>(other.signs)
            .filter(
              ([, , { kind, notes }]) =>
                kind === "dynamics" || kind === "wedge" || (number === place && !notes),
            )
            .map(([start, , sign]) => {
              const apart = { ...sign, number: (sign.number ?? 1) + place * MOST_NUMBER };
              return [first + number, Math.floor(start), [apart]] as const;
            }),
    ),
  );
  const found = new Map<string, [number, number, readonly Sign[]]>();
  for (const [row, column, here] of [...(Array.isArray(signs) ? signs : []), ...ofStaves]) {
    const before = found.get(`${row}:${column}`)?.[2] ?? [];
    found.set(`${row}:${column}`, [row, column, [...before, ...here]]);
  }
  return [...found.values()];
}

/** The grace notes of a staff: where the first of them sounds, and for how long each does, in sixteenths. */
export const staffGraces = (
  staff: Staff,
  longest: number,
): { first: number; each: number; pitches: readonly number[] }[] =>
  marksIn<StaffSign>(staff.signs).flatMap(([start, , { kind, notes = [] }]) => {
    const each = Math.min(longest, start / notes.length);
    if (kind !== "grace" || notes.length === 0 || each === 0) return [];
    const pitches = notes.map(([, pitch]) => pitch);
    return [{ first: start - each * notes.length, each, pitches }];
  });

/** fifths: how far letters move along the line of fifths. */
export const transposedStaves = (
  staves: readonly Staff[],
  semitones: number,
  fifths: number,
): Staff[] => {
  const lettered = (letter: string | undefined): string | null => {
    const place = letter ? placeOf(letter) : null;
    return place === null ? null : spellingAt(place + fifths);
  };
  const ofNote = (pitch: number): number => (pitch === 0 ? 0 : pitch + semitones);
  const moved = changed(
    staves,
    ([start, length, pitch, letter]) => {
      const there = [start, length, pitch + semitones] as const;
      const written = lettered(letter);
      return [written === null ? there : [...there, written]];
    },
    (start) => start,
  );
  return moved.map((staff) => ({
    ...staff,
    ...(staff.signs && {
      signs: staff.signs.map(([start, pitch, { notes, ...sign }]) => {
        const own = notes?.map(
          ([length, sounds, letter]) => [length, ofNote(sounds), lettered(letter) ?? ""] as const,
        );
        return [start, ofNote(pitch), own ? { ...sign, notes: own } : sign] as const;
      }),
    }),
    ...(staff.fermatas && {
      fermatas: staff.fermatas.map(([start, pitch]) => [start, ofNote(pitch)] as const),
    }),
  }));
};

/** Room for so many columns before one: a note that sounds there is cut in two. */
export const withColumns = (staves: readonly Staff[], at: number, count: number): Staff[] =>
  changed(
    staves,
    ([start, length, ...said]) => {
      if (start >= at) return [[start + count, length, ...said]];
      if (start + length <= at) return [[start, length, ...said]];
      return [
        [start, at - start, ...said],
        [at + count, start + length - at, ...said],
      ];
    },
    (start) => (start >= at ? start + count : start),
  );

/** Without so many columns from one on, and what sounds in them. */
export const withoutColumns = (staves: readonly Staff[], at: number, count: number): Staff[] =>
  changed(
    staves,
    ([start, length, ...said]) => {
      const end = start + length;
      const [left, right] = [Math.max(0, Math.min(end, at) - start), Math.max(0, end - at - count)];
      const behind: StaffNote = [Math.max(start, at + count) - count, right, ...said];
      const before: StaffNote = [start, left, ...said];
      return [before, behind].filter(([, sixteenths]) => sixteenths > 0);
    },
    (start) => (start < at ? start : start < at + count ? null : start - count),
  );
