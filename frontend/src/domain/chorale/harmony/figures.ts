/**
 * Figures under a bass, as 6, 6/5, 4/2, #, 7/# or 4-3, as chords over its note: each number is an interval above it by
 * the key signature, a sign before a number alters that, alone it alters the third, and + raises. Twin of
 * sunmask/chorale/notation/figured_bass.py (tests/cases/figures.json).
 */

import type { SpelledPitch } from "../music/spelling";
import { type Chord, QUALITIES, type Quality, SETS, TONES } from "./chords";

const LETTERS = "CDEFGAB";
const NATURALS = [0, 2, 4, 5, 7, 9, 11];
const SHARPS = "FCGDAEB";
const FIGURE = /([#bn]?)(\d)(\+?)|([#bn])/y;

/** Written figures, the intervals that they stand for, and the interval of the root (1: the bass). */
const SHORT: readonly (readonly [readonly number[], readonly number[], number])[] = [
  [[9, 7], [3, 5, 7, 9], 1],
  [[9], [3, 5, 9], 1],
  [[7], [3, 5, 7], 1],
  [[6, 5], [3, 5, 6], 6],
  [[4, 3], [3, 4, 6], 4],
  [[5, 2], [2, 5], 1],
  [[2], [2, 4, 6], 2],
  [[6, 4], [4, 6], 4],
  [[6], [3, 6], 6],
  [[4], [4, 5], 1],
  [[], [3, 5], 1],
];
const OCTAVE = 8;
const THIRD = 3;

/** One chord, or those of a suspension and what follows; null for what are no figures, or none of a chord. */
export function chordsFromFigures(
  text: string,
  bass: Pick<SpelledPitch, "letter" | "alter">,
  fifths: number,
): Chord[] | null {
  if (!isFigured(text)) return null;
  const chords = plain(text)
    .split("-")
    .map((part) => chordOver(part, bass, fifths));
  return chords.every((chord) => chord !== null) ? chords : null;
}

/** Whether a text looks like figures, whatever they say. */
export const isFigured = (text: string): boolean =>
  plain(text)
    .split("-")
    .every((part) => figuresIn(part) !== null);

const plain = (text: string): string =>
  text.replace(/[\s/]/g, "").replaceAll("♭", "b").replaceAll("♯", "#").replaceAll("♮", "n");

/** The sign of each interval that is written, "" for none; null where something else is. */
function figuresIn(text: string): Map<number, string> | null {
  const found = new Map<number, string>();
  FIGURE.lastIndex = 0;
  while (FIGURE.lastIndex < text.length) {
    const [, before = "", number, plus = "", alone] = FIGURE.exec(text) ?? [];
    if (alone !== undefined) found.set(THIRD, alone);
    else if (number !== undefined) found.set(Number(number), before || plus);
    else return null;
  }
  return found.size === 0 ? null : found;
}

function chordOver(
  text: string,
  bass: Pick<SpelledPitch, "letter" | "alter">,
  fifths: number,
): Chord | null {
  const written = figuresIn(text);
  if (!written) return null;
  const numbers = [...written.keys()].filter((number) => number !== OCTAVE);
  const found = SHORT.find(
    ([must, stands]) =>
      must.every((one) => numbers.includes(one)) && numbers.every((one) => stands.includes(one)),
  );
  if (!found) return null;
  const [, intervals, root] = found;
  const bottom = LETTERS.indexOf(bass.letter);
  const own = pitchClass(NATURALS[bottom] as number, bass.alter);
  const pitchOf = (interval: number): number => {
    if (interval === 1) return own;
    const letter = (bottom + interval - 1) % LETTERS.length;
    const signature = alterOf(LETTERS[letter] as string, fifths);
    return pitchClass(NATURALS[letter] as number, altered(signature, written.get(interval) ?? ""));
  };
  const tones = [own, ...intervals.map(pitchOf)];
  return named(tones, pitchOf(root), QUALITIES, own) ?? named(tones, own, ALL, own);
}

const ALL: readonly Quality[] = [...QUALITIES, ...(Object.keys(SETS) as (keyof typeof SETS)[])];

/** The chord on a root that has these tones and no others. */
function named(
  tones: readonly number[],
  root: number,
  qualities: readonly Quality[],
  bass: number,
): Chord | null {
  const sounding = new Set(tones.map((tone) => pitchClass(tone, -root)));
  const quality = qualities.find(
    (one) => TONES[one].length === sounding.size && TONES[one].every((tone) => sounding.has(tone)),
  );
  return quality === undefined ? null : { root, quality, bass };
}

const pitchClass = (pitch: number, by: number): number => (pitch + by + 24) % 12;

/** An alteration by the key signature, altered again by a sign. */
function altered(signature: number, sign: string): number {
  if (sign === "n") return 0;
  return signature + (sign === "" ? 0 : sign === "b" ? -1 : 1);
}

function alterOf(letter: string, fifths: number): number {
  const place = SHARPS.indexOf(letter);
  return place < fifths ? 1 : place >= SHARPS.length + fifths ? -1 : 0;
}
