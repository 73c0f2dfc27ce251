/**
 * Candidates in a few words each, computed from their notes: how they close, where they go, how the bass and the
 * others move. What tells them apart comes before what they share; where two would read alike, the first place is named
 * in which they differ. Pure.
 */

import type { Grid } from "../../cells";
import { chordOf, type Label, readChords } from "../harmony/chordAnalysis";
import { numeralName, tonicOf } from "../harmony/chordNames";
import { type Beat, beatsOf } from "../harmony/chords";
import { barAndBeat, barName, type ChoraleMeta } from "../music/bars";
import { plainMode } from "../music/modes";
import { keyName, pitchName } from "../music/spelling";
import { isOnset } from "../music/symbols";
import { voiceName } from "../music/voices";

/** As many words of its character as a candidate has. */
const MOST_TRAITS = 4;
/** Where fewer traits differ, what all candidates share is said too. */
const FEW = 2;
/** Shares of the bass's steps from which it goes by step, and up to which it leaps. */
const [STEPWISE, LEAPING] = [0.6, 0.4];
/** Notes in a beat of a voice that is composed: up to which it is plain, and from which it moves. */
const [PLAIN, MOVING] = [1.15, 1.45];
/** By how much a voice has more notes than any other, to be named for it. */
const BUSIER = 1.25;
/** A note that is as many times as long as most ends a phrase, where no fermata does. */
const LONG = 2;
/** Cadences within the piece that are listed. */
const MOST_CADENCES = 3;
const LARGEST_STEP = 2;
const SCALES = { major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 9, 10, 11] };

/** One candidate as its traits are read from it. */
interface Reading {
  grid: Grid;
  meta: ChoraleMeta;
  beats: readonly Beat[];
  labels: readonly (Label | null)[];
  /** Columns in which the last notes of its phrases begin; the last is the end of the piece. */
  ends: readonly number[];
  /** Rows that are not the same in all candidates. */
  composed: readonly number[];
}

/** Words for a trait; "" where there is nothing to say. In the order in which they are of interest. */
const TRAITS: readonly ((one: Reading) => string)[] = [
  closeWords,
  keyWords,
  cadenceWords,
  bassWords,
  textureWords,
  busiestVoice,
];

/**
 * A description of each candidate. No two are alike unless their notes are. fermatas: columns of the soprano's.
 */
export function descriptionsOf(
  grids: readonly Grid[],
  meta: ChoraleMeta,
  fermatas: readonly number[],
): string[] {
  const readings = readingsOf(grids, meta, fermatas);
  const all = TRAITS.map((trait) => readings.map(trait));
  const [close = [], ...others] = all;
  const room = FEW - others.filter(differ).length;
  const shared = others
    .filter((words) => !differ(words) && words[0] !== "")
    .slice(0, Math.max(0, room));
  const traits = [close, ...others.filter((words) => differ(words) || shared.includes(words))];
  const words = readings.map((_, one) =>
    traits
      .flatMap((each) => each[one] || [])
      .slice(0, MOST_TRAITS)
      .join(", "),
  );
  return toldApart(withDepth(words, readings), readings);
}

const differ = (words: readonly string[]): boolean => new Set(words).size > 1;

function readingsOf(
  grids: readonly Grid[],
  meta: ChoraleMeta,
  fermatas: readonly number[],
): Reading[] {
  const numColumns = grids[0]?.[0]?.length ?? 0;
  const beats = beatsOf(numColumns, meta);
  const rows = (grids[0] ?? []).map((_, row) => row);
  const isComposed = (row: number) =>
    grids.some((grid) => grid[row]?.some((symbol, at) => symbol !== grids[0]?.[row]?.[at]));
  const composed = rows.filter(isComposed);
  return grids.map((grid) => ({
    grid,
    meta,
    beats,
    labels: readChords(grid, beats),
    ends: phraseEnds(grid[0] ?? [], fermatas),
    composed,
  }));
}

interface Note {
  first: number;
  length: number;
  pitch: number;
}

function notesOf(row: readonly number[]): Note[] {
  const notes: Note[] = [];
  row.forEach((symbol, column) => {
    const last = notes.at(-1);
    if (symbol === 0) return;
    if (isOnset(row, column)) notes.push({ first: column, length: 1, pitch: Math.abs(symbol) });
    else if (last) last.length++;
  });
  return notes;
}

function phraseEnds(melody: readonly number[], fermatas: readonly number[]): number[] {
  const notes = notesOf(melody);
  const last = notes.at(-1);
  if (!last) return [];
  const usual = commonest(notes.map(({ length }) => length));
  const isEnd = ({ first, length }: Note) =>
    fermatas.length > 0
      ? fermatas.some((column) => column >= first && column < first + length)
      : length >= LONG * usual;
  return [...notes.slice(0, -1).filter(isEnd), last].map(({ first }) => first);
}

function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [1, 0])[0];
}

const remainder = (value: number, divisor: number): number =>
  ((value % divisor) + divisor) % divisor;

/** The chord of the beat in which a column is, and the one before it that is another. */
function chordsAt({ beats, labels }: Reading, column: number): [Label | null, Label | null] {
  let at = beats.findIndex(({ end }) => column < end);
  const last = labels[at] ?? null;
  while (at >= 0 && labels[at]?.root === last?.root) at--;
  return [labels[at] ?? null, last];
}

/** The last column of the note that begins in one, where its chord has settled. */
function settledAt(one: Reading, column: number): number {
  const row = one.grid[0] ?? [];
  let end = column;
  while (end + 1 < row.length && (row[end + 1] ?? 0) !== 0 && !isOnset(row, end + 1)) end++;
  return end;
}

type Cadence = "authentic" | "half" | "plagal" | "deceptive" | "open";

/** The cadence at a phrase's last note, in the canvas's key. */
function cadenceAt(one: Reading, column: number): Cadence {
  const [before, last] = chordsAt(one, settledAt(one, column));
  if (last === null) return "open";
  const above = (label: Label | null) =>
    label === null ? -1 : remainder(label.root - tonicOf(one.meta), 12);
  const [from, to] = [above(before), above(last)];
  const isFromDominant = from === 7 || from === 11;
  if (to === 0) return isFromDominant ? "authentic" : from === 5 || from === 2 ? "plagal" : "open";
  if (to === 7) return "half";
  if (isFromDominant && to === (plainMode(one.meta.mode) === "minor" ? 8 : 9)) return "deceptive";
  return "open";
}

function closeWords(one: Reading): string {
  const end = one.ends.at(-1);
  if (end === undefined) return "no melody";
  const cadence = cadenceAt(one, end);
  const [, last] = chordsAt(one, settledAt(one, end));
  const isPicardy =
    plainMode(one.meta.mode) === "minor" && cadence !== "half" && last?.quality === "maj";
  return `${cadence} close${isPicardy && last?.root === tonicOf(one.meta) ? " in major" : ""}`;
}

/** The chords on which the phrases within the piece end. */
function cadenceWords(one: Reading): string {
  const within = one.ends.slice(0, -1);
  if (within.length === 0) return "";
  if (within.length > MOST_CADENCES) {
    const numHalf = within.filter((column) => cadenceAt(one, column) === "half").length;
    return numHalf === 0 ? "" : `${numHalf} inner half ${numHalf === 1 ? "close" : "closes"}`;
  }
  const names = within.map((column) => nameOf(one, chordsAt(one, settledAt(one, column))[1]));
  return `${within.length === 1 ? "phrase" : "phrases"} to ${names.join(", ")}`;
}

function nameOf({ meta }: Reading, label: Label | null): string {
  const chord = label && chordOf(label);
  return chord ? numeralName({ ...chord, bass: null }, meta) : "an open chord";
}

/** The first other key that a dominant leads to by a note that is not of the canvas's. */
function keyWords(one: Reading): string {
  const tonic = tonicOf(one.meta);
  const own = SCALES[plainMode(one.meta.mode)].map((step) => (tonic + step) % 12);
  for (let at = 1; at < one.labels.length; at++) {
    const [before, now] = [one.labels[at - 1], one.labels[at]];
    if (!before || !now || now.root === tonic || own.includes((now.root + 11) % 12)) continue;
    const isDominant = before.quality === "maj" || before.quality === "dom7";
    const isTonic = now.quality === "maj" || now.quality === "min";
    if (!isDominant || !isTonic || before.root !== (now.root + 7) % 12) continue;
    const beat = one.beats[at];
    const isEnd = one.ends.some(
      (end) => beat && end < beat.end && settledAt(one, end) >= beat.first,
    );
    const key = keyOf(now.root, now.quality === "min" ? "minor" : "major", one.meta.fifths);
    return `${isEnd ? "goes to" : "touches"} ${keyName(key)}`;
  }
  return `stays in ${keyName(one.meta)}`;
}

/** The key of a tonic, as few sharps or flats away as can be. */
function keyOf(tonic: number, mode: "major" | "minor", near: number) {
  const relative = mode === "major" ? tonic : tonic + 3;
  const fifths = remainder(7 * relative + 5 - near + 1, 12) + near - 6;
  return { fifths: fifths > 7 ? fifths - 12 : fifths < -7 ? fifths + 12 : fifths, mode };
}

function bassWords({ grid, composed }: Reading): string {
  const row = grid.length - 1;
  if (!composed.includes(row)) return "";
  const pitches = notesOf(grid[row] ?? []).map(({ pitch }) => pitch);
  const moves = pitches.slice(1).flatMap((pitch, at) => {
    const move = Math.abs(pitch - (pitches[at] ?? pitch));
    return move === 0 ? [] : [move];
  });
  if (moves.length === 0) return "still bass";
  const share = moves.filter((move) => move <= LARGEST_STEP).length / moves.length;
  return share >= STEPWISE ? "stepwise bass" : share <= LEAPING ? "leaping bass" : "mixed bass";
}

const notesInBeat = ({ grid, beats }: Reading, row: number): number =>
  notesOf(grid[row] ?? []).length / Math.max(1, beats.length);

function textureWords(one: Reading): string {
  if (one.composed.length === 0) return "";
  const mean =
    one.composed.reduce((sum, row) => sum + notesInBeat(one, row), 0) / one.composed.length;
  return mean <= PLAIN ? "plain chords" : mean >= MOVING ? "moving voices" : "some movement";
}

function busiestVoice(one: Reading): string {
  const [first, second] = one.composed
    .map((row) => ({ row, often: notesInBeat(one, row) }))
    .sort((a, b) => b.often - a.often);
  if (!first || !second || first.often < BUSIER * second.often) return "";
  return `lively ${voiceName(first.row, one.meta.voices)}`;
}

/** The words with the lowest note of the bass, where some read alike that have other ones. */
function withDepth(words: readonly string[], readings: readonly Reading[]): string[] {
  const lowest = readings.map(({ grid }) =>
    Math.min(...notesOf(grid.at(-1) ?? []).map(({ pitch }) => pitch)),
  );
  return words.map((said, one) => {
    const alike = readings.flatMap((_, other) => (words[other] === said ? lowest[other] : []));
    const own = lowest[one] as number;
    const isTelling = new Set(alike).size > 1 && Number.isFinite(own);
    return isTelling
      ? `${said}, bass down to ${pitchName(own, (readings[one] as Reading).meta)}`
      : said;
  });
}

/** The words with what tells those apart that read alike: where they first differ from one of the same words. */
function toldApart(words: readonly string[], readings: readonly Reading[]): string[] {
  const told = [...words];
  for (let isDone = false; !isDone; ) {
    isDone = true;
    const firsts = new Map<string, number>();
    told.forEach((said, one) => {
      const first = firsts.get(said);
      if (first === undefined) return firsts.set(said, one);
      const where = firstDifference(readings[one] as Reading, readings[first] as Reading);
      if (where === "" || said.endsWith(where)) return;
      told[one] = `${said}, ${where}`;
      isDone = false;
    });
  }
  return told;
}

/** "bar 3: ii6 instead of IV", or the first notes that differ; "" where none do. */
function firstDifference(one: Reading, other: Reading): string {
  const { grid, meta, beats } = one;
  const at = beats.findIndex(({ first, end }) =>
    grid.some((row, index) =>
      row.slice(first, end).some((symbol, by) => symbol !== other.grid[index]?.[first + by]),
    ),
  );
  const beat = beats[at];
  if (!beat) return "";
  const chord = beats.findIndex((_, index) => chordName(one, index) !== chordName(other, index));
  const column = chord < 0 ? beat.first : (beats[chord] as Beat).first;
  const { bar } = barAndBeat(column, meta);
  const place = barName(bar);
  if (chord >= 0) return `${place}: ${chordName(one, chord)} instead of ${chordName(other, chord)}`;
  const cell = firstCell(one.grid, other.grid);
  return cell === null
    ? ""
    : `${place}: ${voiceName(cell.row, meta.voices)} ${noteName(one, cell)}, not ${noteName(other, cell)}`;
}

function chordName({ labels, meta }: Reading, beat: number): string {
  const label = labels[beat] ?? null;
  const chord = label && chordOf(label);
  return chord ? numeralName(chord, meta) : label ? "a passing chord" : "a rest";
}

interface Place {
  row: number;
  column: number;
}

function firstCell(grid: Grid, other: Grid): Place | null {
  const numColumns = grid[0]?.length ?? 0;
  for (let column = 0; column < numColumns; column++) {
    const row = grid.findIndex((symbols, index) => symbols[column] !== other[index]?.[column]);
    if (row >= 0) return { row, column };
  }
  return null;
}

function noteName({ grid, meta }: Reading, { row, column }: Place): string {
  const symbol = grid[row]?.[column] ?? 0;
  if (symbol === 0) return "a rest";
  return `${symbol < 0 ? "held " : ""}${pitchName(Math.abs(symbol), meta)}`;
}
