// The chord that the notes of each beat make: twin of sunmask/chorale/music/harmony.py (tests/cases/harmony.json).
import type { Grid } from "../../cells";
import {
  type Beat,
  type Chord,
  isSet,
  QUALITIES,
  type ReadQuality,
  SETS,
  TONES,
  tonesOf,
} from "./chords";

/** `quality` "other": no chord explains the notes well enough. */
export interface Label {
  root: number;
  quality: ReadQuality | "other";
  bass: number;
}

/** Weight of the second half of a beat. */
const LATER = 0.3;
/** Cost of a note that is no chord note; of a missing root, third, fifth and seventh. */
const OUTSIDE = 0.527;
const MISSING = [0.3, 0.117, 0.197, 0.3];
/** Cost of each quality. */
const COSTS = [0.0, 0.0, 0.034, 0.19, 0.116, 0.182, 0.157, 0.064, 0.1];
/** Gain of the root in the bass, and of the third. */
const IN_BASS = [0.214, 0.086];
/** Share inside a chord below which it is "other". */
const LEAST = 0.55;
const LITTLE = 0.02;

/** The chord of each beat; null where nothing sounds. */
export function readChords(symbols: Grid, beats: readonly Beat[]): (Label | null)[] {
  return beats.map((beat) => readBeat(symbols, beat));
}

function readBeat(symbols: Grid, beat: Beat): Label | null {
  const weights = beatWeights(symbols, beat);
  if (!weights) return null;
  const bass = bassAt(symbols, beat.first);
  let best = { score: Number.NEGATIVE_INFINITY, inside: 0, root: 0, quality: "maj" as ReadQuality };
  for (let root = 0; root < 12; root++) {
    QUALITIES.forEach((quality, number) => {
      const members = TONES[quality].map((step) => (root + step) % 12);
      let inside = 0;
      let lacking = 0;
      members.forEach((pitch, tone) => {
        const weight = weights[pitch] as number;
        inside += weight;
        if (weight <= LITTLE) lacking += MISSING[tone] as number;
      });
      const gain =
        (bass === root ? (IN_BASS[0] as number) : 0) +
        (bass === members[1] ? (IN_BASS[1] as number) : 0);
      const score = inside - OUTSIDE * (1 - inside) - lacking - (COSTS[number] as number) + gain;
      if (score > best.score) best = { score, inside, root, quality };
    });
  }
  return { root: best.root, quality: best.inside < LEAST ? "other" : best.quality, bass };
}

/** The share of each pitch class in a beat; null where nothing sounds. */
export function beatWeights(symbols: Grid, { first, end }: Beat): number[] | null {
  const half = first + Math.max(1, Math.floor((end - first + 1) / 2));
  const weights = new Array<number>(12).fill(0);
  let total = 0;
  for (const row of symbols) {
    for (let column = first; column < end; column++) {
      const pitch = Math.abs(row[column] ?? 0);
      if (pitch === 0) continue;
      const much = column < half ? 1 : LATER;
      weights[pitch % 12] = (weights[pitch % 12] as number) + much;
      total += much;
    }
  }
  return total === 0 ? null : weights.map((weight) => weight / total);
}

/** The lowest pitch class that sounds in a column; -1 for none. */
function bassAt(symbols: Grid, column: number): number {
  const pitches = symbols.map((row) => Math.abs(row[column] ?? 0)).filter((pitch) => pitch > 0);
  return pitches.length === 0 ? -1 : Math.min(...pitches) % 12;
}

/** A label as a chord that has a name; null for "other". A bass that is no chord note is left out. */
export function chordOf(label: Label): Chord | null {
  if (label.quality === "other") return null;
  const above = (label.bass - label.root + 12) % 12;
  const isInverted = above !== 0 && label.bass >= 0 && TONES[label.quality].includes(above);
  return { root: label.root, quality: label.quality, bass: isInverted ? label.bass : null };
}

/**
 * Whether the notes of a beat make the chord that is asked for. One of `SETS` is made where the tones that it needs
 * sound in the first half of the beat, as many as there are voices, and no others.
 */
export function isObeyed(
  requested: Chord,
  label: Label | null,
  { symbols, beat }: { symbols: Grid; beat: Beat },
): boolean {
  if (isSet(requested.quality)) {
    const half = beat.first + Math.max(1, Math.floor((beat.end - beat.first + 1) / 2));
    const sounding = new Set(
      symbols.flatMap((row) =>
        row.slice(beat.first, half).flatMap((one) => (one === 0 ? [] : [Math.abs(one) % 12])),
      ),
    );
    const tones = tonesOf(requested);
    const needed = tones.slice(0, Math.min(SETS[requested.quality].needed, symbols.length));
    const isBass = requested.bass === null || requested.bass === bassAt(symbols, beat.first);
    return (
      isBass &&
      needed.every((tone) => sounding.has(tone)) &&
      [...sounding].every((tone) => tones.includes(tone))
    );
  }
  if (!label || label.root !== requested.root || label.quality !== requested.quality) return false;
  return requested.bass === null || requested.bass === label.bass;
}
