// Note names as the key writes them: a key uses twelve neighbouring places on the line of fifths.
import { type KeySignature, plainMode, tonicPlace } from "./modes";

const LETTERS_BY_FIFTHS = "FCGDAEB";
const NATURAL_PITCH_CLASS: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
/** Lowest of the twelve places, relative to the tonic: b7 to #2 in major, b2 to #4 in minor. */
const WINDOW_START = { major: -2, minor: -5 } as const;

export interface SpelledPitch {
  letter: string;
  alter: number;
  octave: number;
}

/**
 * A pitch as its key writes it. In major the pitch between 2 and 3 is a raised 2 where `next`, the next other pitch of
 * its voice, is a semitone above, else a lowered 3; the places of minor end before it.
 */
export function spell(pitch: number, key: KeySignature, next?: number): SpelledPitch {
  const tonic = tonicPlace(key);
  const start = tonic + WINDOW_START[plainMode(key.mode)];
  let fifths = start + remainder(pitch * 7 - start, 12);
  if (fifths - tonic === 9 && (next ?? 0) - pitch !== 1) fifths -= 12;
  return atFifths(pitch, fifths);
}

/** A pitch as written by a place of its pitch class on the line of fifths (C = 0). */
export function atFifths(pitch: number, fifths: number): SpelledPitch {
  const letter = LETTERS_BY_FIFTHS[remainder(fifths + 1, 7)] as string;
  const alter = Math.floor((fifths + 1) / 7);
  const octave = Math.floor((pitch - alter - (NATURAL_PITCH_CLASS[letter] as number)) / 12) - 1;
  return { letter, alter, octave };
}

/** The MIDI pitch of a name. */
export const pitchOf = ({ letter, alter, octave }: SpelledPitch): number =>
  12 * (octave + 1) + (NATURAL_PITCH_CLASS[letter] as number) + alter;

const SIGNS = ["bb", "b", "", "#", "##"];

/** The place on the line of fifths of a letter with up to two signs, "F#" or "Ebb"; null for others. */
export function placeOf(spelling: string): number | null {
  const letter = LETTERS_BY_FIFTHS.indexOf(spelling.charAt(0));
  const signs = SIGNS.indexOf(spelling.slice(1));
  return spelling === "" || letter < 0 || signs < 0 ? null : letter - 1 + 7 * (signs - 2);
}

/** The letter with its signs at a place on the line of fifths; null where it would have more than two. */
export function spellingAt(fifths: number): string | null {
  const signs = SIGNS[Math.floor((fifths + 1) / 7) + 2];
  return signs === undefined ? null : `${LETTERS_BY_FIFTHS[remainder(fifths + 1, 7)]}${signs}`;
}

/** "F♯4", for the eye. */
export const pitchName = (pitch: number, key: KeySignature): string => nameOf(spell(pitch, key));

/** "F♯4" of a pitch whose letter is chosen. */
export function nameOf({ letter, alter, octave }: SpelledPitch): string {
  const sign = alter > 0 ? "♯".repeat(alter) : "♭".repeat(-alter);
  return `${letter}${sign}${octave}`;
}

/** "F sharp 4", for the ear. */
export const spokenPitch = (pitch: number, key: KeySignature): string =>
  spokenName(spell(pitch, key));

/** "F sharp 4" of a pitch whose letter is chosen. */
export function spokenName({ letter, alter, octave }: SpelledPitch): string {
  const words = ["double flat ", "flat ", "", "sharp ", "double sharp "][alter + 2] ?? "";
  return `${letter} ${words}${octave}`;
}

/** Key signatures as numbers of sharps, of flats below 0. */
export const SIGNATURES: readonly number[] = Array.from({ length: 15 }, (_, index) => index - 7);

/** "G", "F♯". */
export function tonicName(key: KeySignature): string {
  const tonic = tonicPlace(key);
  const alter = Math.floor((tonic + 1) / 7);
  const sign = alter > 0 ? "♯".repeat(alter) : "♭".repeat(-alter);
  return `${LETTERS_BY_FIFTHS[remainder(tonic + 1, 7)]}${sign}`;
}

/** "G major", "E♭ major". */
export const keyName = (key: KeySignature): string => `${tonicName(key)} ${key.mode}`;

export function isBlackKey(pitch: number): boolean {
  return [1, 3, 6, 8, 10].includes(remainder(pitch, 12));
}

function remainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
