// Chords of the key that could stand in a beat, the most usual first: those that hold the notes that are kept there.
import { type KeySignature, plainMode } from "../music/modes";
import { tonicOf } from "./chordNames";
import { type Chord, type Quality, tonesOf } from "./chords";

/** Semitones above the tonic, and the quality. */
type Degree = readonly [number, Quality];

const MAJOR: readonly Degree[] = [
  [0, "maj"],
  [7, "maj"],
  [5, "maj"],
  [9, "min"],
  [2, "min"],
  [7, "dom7"],
  [4, "min"],
  [2, "dom7"],
  [11, "dim"],
  [4, "dom7"],
  [0, "dom7"],
];
const MINOR: readonly Degree[] = [
  [0, "min"],
  [7, "maj"],
  [5, "min"],
  [3, "maj"],
  [8, "maj"],
  [7, "dom7"],
  [10, "maj"],
  [2, "dim"],
  [0, "maj"],
  [11, "dim"],
  [10, "dom7"],
];
const MOST = 5;

/** `kept`: pitch classes that stay. */
export function chordOffers(kept: readonly number[], key: KeySignature): Chord[] {
  const tonic = tonicOf(key);
  return (plainMode(key.mode) === "minor" ? MINOR : MAJOR)
    .map(([above, quality]): Chord => ({ root: (tonic + above) % 12, quality, bass: null }))
    .filter((chord) => kept.every((pitch) => tonesOf(chord).includes(pitch)))
    .slice(0, MOST);
}
