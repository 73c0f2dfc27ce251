// The letters of notes: those that a person or a file wrote, then those of the chord, then those of the line. Twin
// of sunmask/chorale/notation/letters.py (tests/cases/letters.json).
import type { Grid } from "../../cells";
import { beatWeights, readChords } from "../harmony/chordAnalysis";
import { FIFTHS_OF_TONES, rootPlace, toneFifths, tonicOf } from "../harmony/chordNames";
import { type Beat, beatsOf, type Chord, isSet, tonesOf } from "../harmony/chords";
import { type ChoraleMeta, keyStretches } from "../music/bars";
import { type KeySignature, plainMode, tonicPlace } from "../music/modes";
import { atFifths, placeOf, type SpelledPitch, spell } from "../music/spelling";
import { notesOf } from "../music/symbols";

/** Places on the line of fifths (C = 0) by pitch class. */
type Letters = ReadonlyMap<number, number>;

const SCALES = { major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10] } as const;
/** Italian, German and French, in semitones above the tonic, in order: both ends lead to the dominant. */
const AUGMENTED_SIXTHS = ["0 6 8", "0 3 6 8", "0 2 6 8"];
const PLACES_OF_SIXTHS: Readonly<Record<number, number>> = { 8: -4, 0: 0, 6: 6, 3: -3, 2: 2 };
/** Roots of diminished sevenths: leading notes of the tonic, the dominant, and ii in major, iv in minor. */
const DIMINISHED_ROOTS = { major: [11, 6, 1], minor: [11, 6, 4] } as const;
/** Roots of augmented triads, one of each four. */
const AUGMENTED_ROOTS = { major: [0, 7, 5, 2], minor: [3, 8, 5, 10] } as const;
/** Roots of diminished sevenths that may lead to the next chord. */
const LEADING_NOTES = { major: [11, 8, 6, 3, 1, 4], minor: [11, 6, 4, 7, 9] } as const;
/** Fewer pitch classes than these suggest no key. */
const FEW = 5;
/** Pitch classes that make a chord. */
const LEAST_OF_A_CHORD = 3;
/** The share of a beat from which a pitch class counts as sounding. */
const SOUNDS = 0.05;

const MAJOR_PROFILE = [
  17.7661, 0.145624, 14.9265, 0.160186, 19.8049, 11.3587, 0.291248, 22.062, 0.145624, 8.15494,
  0.232998, 4.95122,
];
const MINOR_PROFILE = [
  18.2648, 0.737619, 14.0499, 16.8599, 0.702494, 14.4362, 0.702494, 18.6161, 4.56621, 1.93186,
  7.37619, 1.75623,
];
const MAJOR_TONICS = [0, 7, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5];
const MINOR_TONICS = [0, 7, 2, -3, 4, -1, 6, 1, 8, 3, -2, 5];

export interface Written {
  meta: ChoraleMeta;
  /** Chords that were requested, by a column of their beat. */
  chords: ReadonlyMap<number, Chord>;
  /** Letters that are stated, by "<row>:<column>" of where their note begins. */
  spellings: ReadonlyMap<string, string>;
}

/** The names of the notes of each row, by the column in which they begin. */
export function lettersOf(
  grid: Grid,
  { meta, chords, spellings }: Written,
): ReadonlyMap<number, SpelledPitch>[] {
  const stretches = spellingKeys(grid, meta);
  const keyOf = (column: number) =>
    (stretches.findLast(({ first }) => first <= column) ?? stretches[0]) as Stretch;
  const beats = beatsOf(grid[0]?.length ?? 0, meta);
  const byBeat = lettersByBeat(grid, beats, keyOf, chords);
  return grid.map((symbols, row) => {
    const notes = notesOf(symbols, row);
    const names = new Map<number, SpelledPitch>();
    let beat = 0;
    notes.forEach(({ start, pitch }, index) => {
      while (beat < beats.length - 1 && start >= (beats[beat] as Beat).end) beat++;
      const stated = spellings.get(`${row}:${start}`);
      const place = stated === undefined ? null : placeOf(stated);
      if (place !== null && remainder(7 * place - pitch, 12) === 0) {
        names.set(start, atFifths(pitch, place));
        return;
      }
      const { key, scale } = keyOf(start);
      const near = scale.has(pitch % 12) ? [] : [byBeat[beat], byBeat[beat - 1], byBeat[beat + 1]];
      const ofChord = near
        .map((letters) => letters?.get(pitch % 12))
        .find((one) => one !== undefined);
      const next = nextPitch(symbols, notes, index);
      names.set(start, ofChord === undefined ? spell(pitch, key, next) : atFifths(pitch, ofChord));
    });
    return names;
  });
}

/** The next other pitch of a voice, at most one note or rest between. */
function nextPitch(
  symbols: readonly number[],
  notes: readonly { start: number; length: number; pitch: number }[],
  index: number,
): number | undefined {
  const passed: number[] = [];
  let end = (notes[index]?.start ?? 0) + (notes[index]?.length ?? 0);
  for (const { start, length, pitch } of notes.slice(index + 1, index + 3)) {
    if (start > end) passed.push(0);
    passed.push(pitch);
    end = start + length;
  }
  if (end < symbols.length) passed.push(0);
  return passed.slice(0, 2).find((pitch) => pitch !== 0 && pitch !== notes[index]?.pitch);
}

/** Where one key signature holds. stated: its key. key: in which letters are chosen, with its scale. */
interface Stretch {
  first: number;
  stated: KeySignature;
  key: KeySignature;
  scale: ReadonlySet<number>;
}

function spellingKeys(grid: Grid, meta: ChoraleMeta): Stretch[] {
  const stretches = keyStretches(meta);
  return stretches.map(([first, fifths, mode], index) => {
    const end = stretches[index + 1]?.[0];
    const key = spellingKey(stretches.length === 1 ? grid : cut(grid, first, end), {
      fifths,
      mode,
    });
    const scale = new Set(SCALES[plainMode(key.mode)].map((step) => (tonicOf(key) + step) % 12));
    return { first, stated: { fifths, mode }, key, scale };
  });
}

const cut = (grid: Grid, first: number, end: number | undefined): Grid =>
  grid.map((row) => row.slice(first, end));

/** The key in which letters are chosen: that which the notes suggest, near the signature. */
function spellingKey(grid: Grid, meta: KeySignature): KeySignature {
  const weights = new Array<number>(12).fill(0);
  for (const row of grid)
    for (const symbol of row)
      if (symbol !== 0)
        weights[Math.abs(symbol) % 12] = (weights[Math.abs(symbol) % 12] as number) + 1;
  if (weights.filter(Boolean).length < FEW) return { fifths: meta.fifths, mode: meta.mode };
  const major = correlations(weights, MAJOR_PROFILE);
  const minor = correlations(weights, MINOR_PROFILE);
  const isMinor = Math.max(...minor) > Math.max(...major);
  const [found, tonics] = isMinor ? [minor, MINOR_TONICS] : [major, MAJOR_TONICS];
  const tonic = tonics[found.indexOf(Math.max(...found))] as number;
  const fifths = tonic - (isMinor ? 3 : 0);
  const twins = [fifths, fifths - 12, fifths + 12];
  const far = (twin: number) => Math.abs(twin - meta.fifths);
  const nearest = twins.reduce((best, twin) => (far(twin) < far(best) ? twin : best));
  return { fifths: nearest, mode: isMinor ? "minor" : "major" };
}

/** Pearson's correlation with the profile on each of the twelve tonics; zeros for flat weights. */
function correlations(weights: readonly number[], profile: readonly number[]): number[] {
  const centred = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const moved = values.map((value) => value - mean);
    const length = Math.hypot(...moved);
    return moved.map((value) => (length === 0 ? 0 : value / length));
  };
  const [ours, theirs] = [centred(weights), centred(profile)];
  return Array.from({ length: 12 }, (_, tonic) =>
    ours.reduce(
      (sum, value, pitch) => sum + value * (theirs[(pitch - tonic + 12) % 12] as number),
      0,
    ),
  );
}

/** The letters of the chord of each beat; none where no chord is found. */
function lettersByBeat(
  grid: Grid,
  beats: readonly Beat[],
  keyOf: (column: number) => Stretch,
  chords: ReadonlyMap<number, Chord>,
): Letters[] {
  const made = readChords(grid, beats).map((label): Chord | null =>
    label === null || label.quality === "other"
      ? null
      : { root: label.root, quality: label.quality, bass: null },
  );
  const isSame = (one: Chord, other: Chord | null) =>
    one.root === other?.root && one.quality === other.quality;
  return beats.map((beat, n) => {
    const { key, stated } = keyOf(beat.first);
    const tonic = tonicOf(key);
    const chord = made[n] ?? null;
    const following = made.slice(n + 1).find((one) => one && !isSame(one, chord)) ?? null;
    const requested = [...chords].findLast(([at]) => at >= beat.first && at < beat.end)?.[1];
    if (requested) return lettersOfChord(requested, stated, following);
    const weights = beatWeights(grid, beat) ?? [];
    const sounding = weights
      .flatMap((weight, pitch) => (weight > SOUNDS ? [remainder(pitch - tonic, 12)] : []))
      .sort((one, other) => one - other);
    if (AUGMENTED_SIXTHS.includes(sounding.join(" "))) {
      const home = tonicPlace(key);
      return new Map(
        sounding.map((step) => [(tonic + step) % 12, home + (PLACES_OF_SIXTHS[step] as number)]),
      );
    }
    if (!chord || sounding.length < LEAST_OF_A_CHORD) return new Map();
    return lettersOfChord(chord, key, following);
  });
}

/**
 * The places of a chord's tones. `following`: the next other chord, which tells what a diminished seventh leads to,
 * and a dominant seventh from an augmented sixth.
 */
function lettersOfChord(chord: Chord, key: KeySignature, following: Chord | null): Letters {
  const tonic = tonicOf(key);
  const tones = tonesOf(chord);
  let root = chord.root;
  let seventh = FIFTHS_OF_TONES[10] as number;
  if (chord.quality === "dim7") root = diminishedRoot(tones, key, following);
  if (chord.quality === "aug")
    root = firstAmong(tones, AUGMENTED_ROOTS[plainMode(key.mode)], tonic) ?? chord.root;
  if (chord.quality === "dom7") {
    const leadsDown = following !== null && remainder(root - following.root, 12) === 1;
    const isGerman = remainder(root - tonic, 12) === 8 && following?.root !== (tonic + 1) % 12;
    if (leadsDown || isGerman) seventh = 10;
  }
  const place = rootPlace({ ...chord, root }, key);
  return new Map(
    tones.map((tone) => {
      const above = remainder(tone - root, 12);
      if (isSet(chord.quality)) return [tone, place + toneFifths(chord.quality, above)];
      return [tone, place + (above === 10 ? seventh : (FIFTHS_OF_TONES[above] as number))];
    }),
  );
}

/** The leading note among the tones: of the next chord where that is one of the key's, else as usual. */
function diminishedRoot(
  tones: readonly number[],
  key: KeySignature,
  following: Chord | null,
): number {
  const tonic = tonicOf(key);
  const leading = LEADING_NOTES[plainMode(key.mode)]
    .map((step) => (tonic + step) % 12)
    .find((root) => tones.includes(root) && following?.root === (root + 1) % 12);
  return (
    leading ??
    firstAmong(tones, DIMINISHED_ROOTS[plainMode(key.mode)], tonic) ??
    (tones[0] as number)
  );
}

const firstAmong = (
  tones: readonly number[],
  steps: readonly number[],
  tonic: number,
): number | undefined =>
  steps.map((step) => (tonic + step) % 12).find((root) => tones.includes(root));

function remainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
