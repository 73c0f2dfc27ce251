// Note names as the key writes them: a key uses twelve neighbouring places on the line of fifths.
import type { ChoraleMeta } from "./bars";

const LETTERS_BY_FIFTHS = "FCGDAEB";
const NATURAL_PITCH_CLASS: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
/** Lowest of the twelve places, relative to the tonic: b7 to #2 in major, b2 to #4 in minor. */
const WINDOW_START = { major: -2, minor: -5 } as const;

export interface SpelledPitch {
  letter: string;
  alter: number;
  octave: number;
}

type KeySignature = Pick<ChoraleMeta, "fifths" | "mode">;

export function spell(pitch: number, key: KeySignature): SpelledPitch {
  const tonic = key.fifths + (key.mode === "minor" ? 3 : 0);
  const start = tonic + WINDOW_START[key.mode];
  let fifths = start + remainder(pitch * 7 - start, 12);
  // In major the pitch between 2 and 3 is shown as a lowered 3; the places of minor end before it.
  if (fifths - tonic === 9) fifths -= 12;
  const letter = LETTERS_BY_FIFTHS[remainder(fifths + 1, 7)] as string;
  const alter = Math.floor((fifths + 1) / 7);
  const octave = Math.floor((pitch - alter - (NATURAL_PITCH_CLASS[letter] as number)) / 12) - 1;
  return { letter, alter, octave };
}

/** "F♯4", for the eye. */
export function pitchName(pitch: number, key: KeySignature): string {
  const { letter, alter, octave } = spell(pitch, key);
  const sign = alter > 0 ? "♯".repeat(alter) : "♭".repeat(-alter);
  return `${letter}${sign}${octave}`;
}

/** "F sharp 4", for the ear. */
export function spokenPitch(pitch: number, key: KeySignature): string {
  const { letter, alter, octave } = spell(pitch, key);
  const words = ["double flat ", "flat ", "", "sharp ", "double sharp "][alter + 2] ?? "";
  return `${letter} ${words}${octave}`;
}

/** Key signatures as numbers of sharps, of flats below 0. */
export const SIGNATURES: readonly number[] = Array.from({ length: 15 }, (_, index) => index - 7);

/** "G", "F♯". */
export function tonicName({ fifths, mode }: KeySignature): string {
  const tonic = fifths + (mode === "minor" ? 3 : 0);
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
