// Names of chords: Roman numerals in a key ("V65") and lead sheets' names ("G7/B"), written here and read in
// chordParser.ts. Twin of sunmask/chorale/notation/chord_names.py (tests/cases/chords.json).
import { type KeySignature, plainMode, tonicPlace } from "../music/modes";
import { type Chord, isSet, type Quality, type ReadQuality, tonesOf } from "./chords";

/** What a lead sheet writes after the root. */
export const SUFFIXES: Readonly<Record<Quality, string>> = {
  maj: "",
  min: "m",
  dim: "dim",
  aug: "aug",
  dom7: "7",
  maj7: "maj7",
  min7: "m7",
  hdim7: "m7b5",
  dim7: "dim7",
  sus2: "sus2",
  sus4: "sus4",
  add9: "add9",
  dom9: "9",
  dom11: "11",
  dom13: "13",
  it6: "It6",
  fr43: "Fr43",
};
const SIGNS: Partial<Record<Quality, string>> = { dim: "o", dim7: "o", hdim7: "ø", aug: "+" };
/** By the number of tones: the figure for each of them in the bass. */
export const FIGURES: Readonly<Record<number, readonly string[]>> = {
  3: ["53", "6", "64"],
  4: ["753", "65", "43", "42"],
};
const CHROMATIC = {
  major: "I bII II bIII III IV #IV V bVI VI bVII VII".split(" "),
  minor: "I bII II III #III IV #IV V VI #VI VII #VII".split(" "),
};
const DIMINISHED = {
  major: "i vii/ii ii vii/iii vii/IV iv vii/V v vii/vi vi bvii vii".split(" "),
  minor: "i bii ii iii vii/iv iv vii/V vii/VI bvi vi bvii vii".split(" "),
};
const MINOR = {
  major: "i bii ii biii iii iv #iv v bvi vi bvii vii".split(" "),
  minor: "i bii ii iii #iii iv #iv v bvi vi bvii vii".split(" "),
};
const MAJOR = {
  major: "I bII V/V bIII V/vi IV #IV V bVI V/ii bVII V/iii".split(" "),
  minor: "I bII V/V III #III IV #IV V VI #VI VII #VII".split(" "),
};
const DOMINANT = {
  major: "V/IV bII V/V bIII V/vi - #IV V bVI V/ii bVII V/iii".split(" "),
  minor: "V/iv bII V/V V/VI #III IV #IV V - #VI VII #VII".split(" "),
};
/** By quality, mode and semitones above the tonic; - where no numeral would be read as this chord. */
const NUMERALS: Readonly<Record<ReadQuality, Record<"major" | "minor", readonly string[]>>> = {
  maj: MAJOR,
  min: MINOR,
  dim: DIMINISHED,
  aug: CHROMATIC,
  dom7: DOMINANT,
  maj7: CHROMATIC,
  min7: MINOR,
  hdim7: DIMINISHED,
  dim7: DIMINISHED,
};
/** Numerals on which a 7 is a major seventh; elsewhere it is a minor one, and a major one is M7. */
export const PLAIN_SEVENTHS = { major: ["I", "IV"], minor: ["III", "VI"] };
/** On the line of fifths, from the tonic: roots by semitones above it. */
const FIFTHS_OF_ROOTS = [0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5];
const FIFTHS_OF_DIMINISHED_ROOTS = [0, 7, 2, 9, 4, -1, 6, 1, 8, 3, -2, 5];
/** On the line of fifths, from the root: tones by semitones above it. */
export const FIFTHS_OF_TONES: Readonly<Record<number, number>> = {
  0: 0,
  2: 2,
  3: -3,
  4: 4,
  5: -1,
  6: -6,
  7: 1,
  8: 8,
  9: -9,
  10: -2,
  11: 5,
};
/** Where a quality has other ones. */
const OTHER_FIFTHS: Partial<Record<Quality, Readonly<Record<number, number>>>> = {
  dom13: { 9: 3 },
  it6: { 10: 10 },
  fr43: { 6: 6, 10: 10 },
};

/** On the line of fifths, from the root: a tone of a quality by semitones above it. */
export const toneFifths = (quality: Quality, semitones: number): number =>
  OTHER_FIFTHS[quality]?.[semitones] ?? (FIFTHS_OF_TONES[semitones] as number);

const LETTERS_BY_FIFTHS = "FCGDAEB";

const remainder = (value: number, divisor: number): number =>
  ((value % divisor) + divisor) % divisor;

/** The pitch class of a key's tonic. */
export const tonicOf = (key: KeySignature): number => remainder(7 * tonicPlace(key), 12);

/** The German sixth: a dominant seventh on the lowered sixth degree, in the bass, that is written towards V. */
export const GERMAN = "Ger65";

/** The Roman numeral in a key; a lead sheet's name where no numeral would be read as this chord. */
export function numeralName(chord: Chord, key: KeySignature): string {
  const above = remainder(chord.root - tonicOf(key), 12);
  if (isSet(chord.quality)) {
    const isSixth = chord.quality === "it6" || chord.quality === "fr43";
    return isSixth && above === 8 && chord.bass === chord.root
      ? SUFFIXES[chord.quality]
      : sheetName(chord, key);
  }
  const numeral = NUMERALS[chord.quality][plainMode(key.mode)][above] as string;
  if (chord.quality === "dom7" && above === 8 && chord.bass === chord.root) return GERMAN;
  const tones = tonesOf(chord);
  const inBass = chord.bass === null ? 0 : tones.indexOf(chord.bass);
  if (numeral === "-" || inBass < 0) return sheetName(chord, key);
  const [degree = "", of] = numeral.split("/");
  const free = tones.length === 4 ? "7" : "";
  const figure = chord.bass === null ? free : FIGURES[tones.length]?.[inBass];
  const isPlain = chord.quality !== "maj7" || PLAIN_SEVENTHS[plainMode(key.mode)].includes(degree);
  const sign = SIGNS[chord.quality] ?? "";
  return `${degree}${sign}${isPlain ? "" : "M"}${figure}${of ? `/${of}` : ""}`;
}

/** What a lead sheet writes: root, quality, and after a slash the bass where it is said. */
export function sheetName(chord: Chord, key: KeySignature): string {
  const bass = chord.bass === null ? "" : `/${spelled(bassFifths(chord, chord.bass, key))}`;
  return `${spelled(rootFifths(chord, key))}${SUFFIXES[chord.quality]}${bass}`;
}

const rootFifths = (chord: Chord, key: KeySignature): number => near(rootPlace(chord, key));

/** The root's place on the line of fifths (C = 0) as notes are written, which may have double accidentals. */
export function rootPlace(chord: Chord, key: KeySignature): number {
  const isDiminished = ["dim", "hdim7", "dim7"].includes(chord.quality);
  const places = isDiminished ? FIFTHS_OF_DIMINISHED_ROOTS : FIFTHS_OF_ROOTS;
  return tonicPlace(key) + (places[remainder(chord.root - tonicOf(key), 12)] as number);
}

function bassFifths(chord: Chord, bass: number, key: KeySignature): number {
  if (tonesOf(chord).includes(bass)) {
    const above = toneFifths(chord.quality, remainder(bass - chord.root, 12));
    return near(rootFifths(chord, key) + above);
  }
  const above = FIFTHS_OF_ROOTS[remainder(bass - tonicOf(key), 12)] as number;
  return near(tonicPlace(key) + above);
}

/** The same pitch class without a double sharp or flat. */
const near = (fifths: number): number =>
  fifths > 12 ? fifths - 12 : fifths < -8 ? fifths + 12 : fifths;

function spelled(fifths: number): string {
  const alter = Math.floor((fifths + 1) / 7);
  const sign = alter > 0 ? "#".repeat(alter) : "b".repeat(-alter);
  return `${LETTERS_BY_FIFTHS[remainder(fifths + 1, 7)]}${sign}`;
}
