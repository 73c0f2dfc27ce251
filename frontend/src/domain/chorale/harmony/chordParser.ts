// What a person types for a chord: a Roman numeral in the canvas's key, or a name as on a lead sheet.
import { type KeySignature, plainMode } from "../music/modes";
import { GERMAN, PLAIN_SEVENTHS, tonicOf } from "./chordNames";
import { type Chord, type Quality, tonesOf } from "./chords";

/** Said where a chord cannot be read. */
export const EXPECTED =
  "Type a Roman numeral such as V65, ii, viio7 or V/V, or a name such as G7, C/E or F#m.";

const LETTERS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const NAMED: Readonly<Record<Quality, readonly string[]>> = {
  maj: ["", "maj", "M", "major"],
  min: ["m", "min", "-", "minor"],
  dim: ["dim", "o", "°"],
  aug: ["aug", "+"],
  dom7: ["7"],
  maj7: ["maj7", "M7", "Δ", "Δ7"],
  min7: ["m7", "min7", "-7"],
  hdim7: ["m7b5", "min7b5", "-7b5", "ø", "ø7"],
  dim7: ["dim7", "o7", "°7"],
  sus2: ["sus2"],
  sus4: ["sus4", "sus"],
  add9: ["add9", "(add9)"],
  dom9: ["9"],
  dom11: ["11"],
  dom13: ["13"],
  it6: ["It6"],
  fr43: ["Fr43"],
};
const QUALITY_OF = new Map(
  Object.entries(NAMED).flatMap(([quality, names]) =>
    names.map((name): [string, Quality] => [name, quality as Quality]),
  ),
);
const DEGREES = ["I", "II", "III", "IV", "V", "VI", "VII"];
const STEPS = { major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10] };
const NUMERAL = /^([b#]?)(VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i)([oø+]?)(M?)([0-9]*)$/;
const NAME = /^([A-G])([b#]?)(.*)$/;
/** The tone in the bass, by figure, for three and for four tones; null leaves it free. */
const TRIADS: Readonly<Record<string, number | null>> = { "": null, "53": 0, "6": 1, "64": 2 };
const SEVENTHS: Readonly<Record<string, number | null>> = {
  "7": null,
  "753": 0,
  "65": 1,
  "43": 2,
  "42": 3,
  "2": 3,
};

/** Other names of numerals: the Neapolitan and the German sixth. */
const SIXTHS: Readonly<Record<string, string>> = {
  N: "bII6",
  N6: "bII6",
  Ger: "Ger65",
  Ger6: "Ger65",
};
/** Augmented sixths on the lowered sixth degree, in the bass. */
const AUGMENTED: Readonly<Record<string, Quality>> = {
  It: "it6",
  It6: "it6",
  Fr: "fr43",
  Fr6: "fr43",
  Fr43: "fr43",
};
/** What may stand behind a numeral in place of figures: V9, Isus4, IVadd9. */
const ADDED = /^(VII|VI|V|IV|III|II|I)(sus2|sus4|sus|add9|9|11|13)$/;
/** Chords with a sixth: the same notes as a seventh chord on another root, its third in the bass. */
const ADDED_SIXTHS: Readonly<Record<string, Quality>> = { "6": "min7", m6: "hdim7", min6: "hdim7" };

const plainOf = (text: string): string =>
  text
    .replace(/\s/g, "")
    .replaceAll("♭", "b")
    .replaceAll("♯", "#")
    .replace(/(\d)\/(\d)/g, "$1$2");

/** The chord that a text says in a key; null for what is no chord. */
export function chordFromText(text: string, key: KeySignature): Chord | null {
  const plain = plainOf(text);
  if (plain.length > 20) return null;
  return chordFromName(plain) ?? chordFromNumeral(SIXTHS[plain] ?? plain, key);
}

/** Whether a text says that there is no chord. */
export const isNoChord = (text: string): boolean => /^n\.?c\.?$/i.test(text.trim());

/** The nearest chord that can be requested to one that cannot; null where the text says none at all. */
export function nearestChord(text: string, key: KeySignature): Chord | null {
  const plain = plainOf(text).slice(0, 20);
  const sixth = /^(It|Fr)\d*$/.exec(plain)?.[1];
  if (sixth) return chordFromText(sixth === "It" ? "It6" : "Fr43", key);
  const [own = "", of] = plain.split("/");
  const begun = Array.from({ length: own.length }, (_, cut) => own.slice(0, own.length - cut));
  const shorter = [own.replace(/(9|11|13).*$/, "7"), ...begun];
  const behind = of === undefined ? [""] : [`/${of}`, ""];
  for (const beginning of shorter)
    for (const end of behind) {
      const chord = chordFromText(beginning + end, key);
      if (chord) return chord;
    }
  return null;
}

function chordFromName(text: string): Chord | null {
  const [name = "", bassText, more] = text.split("/");
  const [, letter, sign, suffix] = NAME.exec(name) ?? [];
  const quality = QUALITY_OF.get(suffix ?? "-");
  const ofSixth = bassText === undefined ? ADDED_SIXTHS[suffix ?? ""] : undefined;
  if (letter !== undefined && ofSixth) {
    const bass = pitchOf(`${letter}${sign}`) as number;
    return { root: (bass + 9) % 12, quality: ofSixth, bass };
  }
  if (letter === undefined || !quality || more !== undefined) return null;
  const bass = bassText === undefined ? null : pitchOf(bassText);
  if (bass === undefined) return null;
  return { root: pitchOf(`${letter}${sign}`) as number, quality, bass };
}

function pitchOf(text: string): number | undefined {
  const [, letter = "", sign = "", more = ""] = NAME.exec(text) ?? [];
  const natural = LETTERS[letter];
  if (natural === undefined || more !== "") return undefined;
  return (natural + (sign === "#" ? 1 : sign === "b" ? 11 : 0)) % 12;
}

function chordFromNumeral(text: string, key: KeySignature): Chord | null {
  const [own = "", of, more] = text.replace(/°/g, "o").split("/");
  if (more !== undefined) return null;
  const tonic = tonicOf(key);
  if (own === GERMAN && of === undefined) {
    const root = (tonic + 8) % 12;
    return { root, quality: "dom7", bass: root };
  }
  const sixth = AUGMENTED[own];
  if (sixth && of === undefined) {
    const root = (tonic + 8) % 12;
    return { root, quality: sixth, bass: root };
  }
  if (of === undefined) return numeralOn(own, tonic, plainMode(key.mode));
  const target = numeralOn(of, tonic, plainMode(key.mode));
  if (!target || !["maj", "min"].includes(target.quality) || target.bass !== null) return null;
  return numeralOn(own, target.root, target.quality === "min" ? "minor" : "major");
}

function numeralOn(text: string, tonic: number, mode: "major" | "minor"): Chord | null {
  const [, of, added] = ADDED.exec(text) ?? [];
  if (of && added) {
    const root = (tonic + stepsTo("", of, mode) + 12) % 12;
    return { root, quality: QUALITY_OF.get(added) as Quality, bass: null };
  }
  const [, accidental = "", degree = "", sign = "", major = "", figure = ""] =
    NUMERAL.exec(text) ?? [];
  if (!degree) return null;
  const isSeventh = (sign === "ø" && figure === "") || figure in SEVENTHS;
  const inBass = isSeventh ? (SEVENTHS[figure] ?? null) : TRIADS[figure];
  if (inBass === undefined || (major && !isSeventh)) return null;
  const isUpper = degree === degree.toUpperCase();
  const isMajorSeventh = major !== "" || (!accidental && PLAIN_SEVENTHS[mode].includes(degree));
  const quality = qualityOf(isUpper, sign, isSeventh, isMajorSeventh);
  if (!quality || (major && quality !== "maj7")) return null;
  const root = (tonic + stepsTo(accidental, degree, mode) + 12) % 12;
  const chord: Chord = { root, quality, bass: null };
  return { ...chord, bass: inBass === null ? null : (tonesOf(chord)[inBass] as number) };
}

/**
 * Semitones from the tonic. A flat is counted from the major scale; in minor, VI and VII stand on the lowered
 * degrees, vi and vii on the raised ones.
 */
function stepsTo(accidental: string, degree: string, mode: "major" | "minor"): number {
  const number = DEGREES.indexOf(degree.toUpperCase());
  const isRaised = degree === "vi" || degree === "vii";
  const scale = accidental === "b" || (isRaised && !accidental) ? STEPS.major : STEPS[mode];
  const alter = accidental === "b" ? -1 : accidental === "#" ? 1 : 0;
  return (scale[number] as number) + alter;
}

function qualityOf(
  isUpper: boolean,
  sign: string,
  isSeventh: boolean,
  isMajorSeventh: boolean,
): Quality | null {
  if (sign === "+") return isUpper && !isSeventh ? "aug" : null;
  if (sign !== "" && isUpper) return null;
  if (sign === "o") return isSeventh ? "dim7" : "dim";
  if (sign === "ø") return isSeventh ? "hdim7" : null;
  if (!isUpper) return isSeventh ? "min7" : "min";
  if (!isSeventh) return "maj";
  return isMajorSeventh ? "maj7" : "dom7";
}
