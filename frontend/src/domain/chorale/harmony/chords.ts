// Chords: what a person asks for in a beat, and what the notes of a beat make. Pitch classes count from C = 0.
import type { Grid } from "../../cells";
import { isBeat, type Time } from "../music/bars";

export const QUALITIES = [
  "maj",
  "min",
  "dim",
  "aug",
  "dom7",
  "maj7",
  "min7",
  "hdim7",
  "dim7",
] as const;
/** Qualities that the notes of a beat are read as. */
export type ReadQuality = (typeof QUALITIES)[number];

/**
 * Chords that no network has learned: semitones above the root, the most needed first, and how many of them are.
 * The sixths are counted from their bass. Twin of `SETS` in sunmask/chorale/music/chords.py.
 */
export const SETS = {
  sus2: { tones: [0, 2, 7], needed: 3 },
  sus4: { tones: [0, 5, 7], needed: 3 },
  add9: { tones: [0, 4, 2, 7], needed: 3 },
  dom9: { tones: [0, 4, 10, 2, 7], needed: 4 },
  dom11: { tones: [0, 10, 5, 7, 2], needed: 3 },
  dom13: { tones: [0, 4, 10, 9, 7, 2], needed: 4 },
  it6: { tones: [0, 4, 10], needed: 3 },
  fr43: { tones: [0, 4, 6, 10], needed: 4 },
} as const;
export type SetQuality = keyof typeof SETS;
/** Qualities that can be asked for. */
export type Quality = ReadQuality | SetQuality;

export const isSet = (quality: unknown): quality is SetQuality =>
  typeof quality === "string" && Object.hasOwn(SETS, quality);

/** Of each quality: semitones above the root. */
export const TONES: Readonly<Record<Quality, readonly number[]>> = {
  maj: [0, 4, 7],
  min: [0, 3, 7],
  dim: [0, 3, 6],
  aug: [0, 4, 8],
  dom7: [0, 4, 7, 10],
  maj7: [0, 4, 7, 11],
  min7: [0, 3, 7, 10],
  hdim7: [0, 3, 6, 10],
  dim7: [0, 3, 6, 9],
  sus2: SETS.sus2.tones,
  sus4: SETS.sus4.tones,
  add9: SETS.add9.tones,
  dom9: SETS.dom9.tones,
  dom11: SETS.dom11.tones,
  dom13: SETS.dom13.tones,
  it6: SETS.it6.tones,
  fr43: SETS.fr43.tones,
};

/** `bass` null: any note may be in the bass. */
export interface Chord {
  root: number;
  quality: Quality;
  bass: number | null;
}

/** The chord that a document says of a cell; null where it is not valid. */
export function readChord(value: unknown): Chord | null {
  if (typeof value !== "object" || value === null) return null;
  const { root, quality, bass } = value as Record<string, unknown>;
  if (!isPitchClass(root) || !isQuality(quality)) return null;
  if (bass !== null && bass !== undefined && !isPitchClass(bass)) return null;
  return { root, quality, bass: bass ?? null };
}

const isQuality = (value: unknown): value is Quality =>
  isSet(value) || QUALITIES.includes(value as ReadQuality);

const isPitchClass = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 12;

export const tonesOf = ({ root, quality }: Chord): number[] =>
  TONES[quality].map((step) => (root + step) % 12);

export function transposed(chord: Chord, semitones: number): Chord {
  const move = (pitch: number) => (((pitch + semitones) % 12) + 12) % 12;
  return {
    ...chord,
    root: move(chord.root),
    bass: chord.bass === null ? null : move(chord.bass),
  };
}

export interface Beat {
  /** First column, and the one after its last. */
  first: number;
  end: number;
}

/** Whether all voices only hold what they have sung, or are silent, in a beat. */
export function isHeld(grid: Grid, { first, end }: Beat): boolean {
  if (first === 0) return false;
  return grid.every((row) => {
    for (let column = first; column < end; column++) {
      const [before, now] = [row[column - 1] ?? 0, row[column] ?? 0];
      if (now > 0 || Math.abs(before) !== -now) return false;
    }
    return true;
  });
}

/** The beats of a chorale; the first may be cut by the pickup, the last by the end. */
export function beatsOf(numColumns: number, time: Time): Beat[] {
  const firsts = Array.from({ length: numColumns }, (_, column) => column).filter(
    (column) => column === 0 || isBeat(column, time),
  );
  return firsts.map((first, index) => ({ first, end: firsts[index + 1] ?? numColumns }));
}

/** Chords by the number of their beat; a beat with several has the last of them. */
export function byBeat<C>(
  chords: ReadonlyMap<number, C>,
  beats: readonly Beat[],
): ReadonlyMap<number, C> {
  const found = new Map<number, C>();
  const columns = [...chords.keys()].sort((one, other) => one - other);
  let beat = 0;
  for (const column of columns) {
    while (beat < beats.length - 1 && column >= (beats[beat] as Beat).end) beat++;
    if (column < (beats[beat]?.end ?? 0)) found.set(beat, chords.get(column) as C);
  }
  return found;
}
