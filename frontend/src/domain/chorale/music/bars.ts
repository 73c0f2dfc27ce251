// Bars, beats and metres of a chorale: a pickup, then whole bars, whose metre may change at any bar line. The one
// place that says which column is what; sixteenths are columns.

import { plural } from "../../../ui/plural";
import { isMode, type KeySignature, type Mode } from "./modes";
import { type Voice, voicesIn } from "./voices";

/** Sixteenths of a bar. */
export const METRES = {
  "4/4": 16,
  "3/4": 12,
  "2/4": 8,
  "2/2": 16,
  "3/2": 24,
  "6/4": 24,
  "3/8": 6,
  "6/8": 12,
  "9/8": 18,
  "12/8": 24,
} as const;
export type Metre = keyof typeof METRES;
export const METRE_NAMES = Object.keys(METRES) as Metre[];

/** From a column on, which is a bar line behind the first one, another metre holds. */
export type MetreChange = readonly [column: number, metre: Metre];

/** From a column on, which is a bar line behind the beginning, another key holds. */
export type KeyChange = readonly [column: number, fifths: number, mode: Mode];

/** What bars and beats depend on. */
export interface Time {
  /** That the piece begins in. */
  metre: Metre;
  /** Sixteenths before the first whole bar. */
  pickup: number;
  /** In order; none for a piece in one metre. */
  metreChanges?: readonly MetreChange[];
}

/** Its key is the one that it begins in. */
export interface ChoraleMeta extends Time, KeySignature {
  title: string;
  /** Under the title, "" for none. */
  subtitle: string;
  composer: string;
  /** Who wrote the words; "" where nobody is named. */
  lyricist: string;
  metreChanges: readonly MetreChange[];
  /** In order; none for a piece in one key. */
  keyChanges: readonly KeyChange[];
  /** Quarter notes a minute. */
  tempo: number;
  voices: readonly Voice[];
}

export interface Bar {
  /** 0 is the pickup. */
  number: number;
  first: number;
  /** Shorter than the metre for a pickup and where the canvas ends within a bar. */
  length: number;
  metre: Metre;
}

/** The metadata as the document has it, with defaults for what is missing or not valid. */
export function readMeta(meta: Readonly<Record<string, unknown>>): ChoraleMeta {
  const metre = METRE_NAMES.find((name) => name === meta.metre) ?? "4/4";
  const time = withChanges(
    { metre, pickup: integerWithin(meta.pickup, 0, METRES[metre] - 1, 0) },
    changesIn(meta.metre_changes),
  );
  const key: KeySignature = {
    fifths: integerWithin(meta.fifths, -7, 7, 0),
    mode: isMode(meta.mode) ? meta.mode : "major",
  };
  return {
    title: typeof meta.title === "string" ? meta.title : "Untitled chorale",
    subtitle: lineOf(meta.subtitle),
    composer: lineOf(meta.composer),
    lyricist: lineOf(meta.lyricist),
    ...time,
    ...withKeys(key, keysIn(meta.key_changes), time),
    tempo: typeof meta.tempo === "number" && meta.tempo > 0 ? meta.tempo : 84,
    voices: voicesIn(meta.voices),
  };
}

const lineOf = (text: unknown): string => (typeof text === "string" ? text : "");

/** The changes of metre among what a document has. */
function changesIn(value: unknown): MetreChange[] {
  return (Array.isArray(value) ? value : []).flatMap((change): MetreChange[] => {
    const [column, name] = Array.isArray(change) ? change : [];
    const metre = METRE_NAMES.find((one) => one === name);
    return metre && Number.isInteger(column) && column >= 0 ? [[column, metre]] : [];
  });
}

/** The changes of key among what a document has. */
function keysIn(value: unknown): KeyChange[] {
  return (Array.isArray(value) ? value : []).flatMap((change): KeyChange[] => {
    const [column, fifths, mode] = Array.isArray(change) ? change : [];
    const isKey = Number.isInteger(fifths) && Math.abs(fifths) <= 7 && isMode(mode);
    return isKey && Number.isInteger(column) && column >= 0 ? [[column, fifths, mode]] : [];
  });
}

/**
 * A piece that changes its key: each change holds from the first bar line at or behind its column. Of several at one
 * bar line the last holds; one at the beginning is the key that the piece begins in.
 */
function withKeys(
  first: KeySignature,
  wanted: readonly KeyChange[],
  time: Time,
): KeySignature & Pick<ChoraleMeta, "keyChanges"> {
  const byLine = new Map<number, KeySignature>();
  for (const [column, fifths, mode] of [...wanted].sort(([one], [other]) => one - other))
    byLine.set(lineFrom(column, time), { fifths, mode });
  const begun = byLine.get(0) ?? first;
  let before = begun;
  const keyChanges: KeyChange[] = [];
  for (const [line, key] of byLine) {
    const isOther = key.fifths !== before.fifths || key.mode !== before.mode;
    if (line > 0 && isOther) keyChanges.push([line, key.fifths, key.mode]);
    before = key;
  }
  return { ...begun, keyChanges };
}

/** The first bar line at or behind a column. */
function lineFrom(column: number, time: Time): number {
  if (column === 0) return 0;
  if (column <= time.pickup) return time.pickup;
  const { offset, metre } = positionOf(column, time);
  return offset === 0 ? column : column - offset + METRES[metre];
}

/** The key that holds at a column. */
export function keyAt(column: number, { fifths, mode, keyChanges }: ChoraleMeta): KeySignature {
  const change = keyChanges.findLast(([at]) => at <= column);
  return change ? { fifths: change[1], mode: change[2] } : { fifths, mode };
}

/** The stretches of a piece by keys: the column that each begins with, and its key. */
export const keyStretches = ({ fifths, mode, keyChanges }: ChoraleMeta): KeyChange[] => [
  [0, fifths, mode],
  ...keyChanges,
];

/**
 * A piece that changes its metre: each change holds from the first bar line at or behind its column. Of several at
 * one bar line the last holds; one at the piece's first bar line is the metre that the piece begins in.
 */
function withChanges({ metre, pickup }: Time, wanted: readonly MetreChange[]): Required<Time> {
  let first: MetreChange = [pickup, metre];
  const changes: MetreChange[] = [];
  for (const [column, next] of [...wanted].sort(([one], [other]) => one - other)) {
    if (column <= (changes.at(-1)?.[0] ?? -1)) changes.pop();
    const [line, before] = changes.at(-1) ?? first;
    const at = column + remainder(line - column, METRES[before]);
    if (at === line) first = [at % METRES[next], next];
    else if (next !== before) changes.push([at, next]);
  }
  return { metre: first[1], pickup: first[0], metreChanges: changes };
}

const remainder = (value: number, divisor: number): number =>
  ((value % divisor) + divisor) % divisor;

function integerWithin(value: unknown, lowest: number, highest: number, otherwise: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= lowest && value <= highest
    ? value
    : otherwise;
}

type OfMetre = Pick<Time, "metre">;

export function barLength({ metre }: OfMetre): number {
  return METRES[metre];
}

/** Sixteenths in which notes are beamed, chords change and the metronome clicks: a quarter, or a dotted one in
 * metres of eighths. */
export function beatLength({ metre }: OfMetre): number {
  return metre.endsWith("/8") ? 6 : 4;
}

/** Sixteenths of the note value that the metre counts. */
export function countLength({ metre }: OfMetre): number {
  return 16 / Number(metre.split("/")[1]);
}

/** Where a sixteenth is: the bar's number and metre, and sixteenths from the bar's own beginning. */
export function positionOf(
  column: number,
  { metre, pickup, metreChanges = [] }: Time,
): { bar: number; offset: number; metre: Metre } {
  if (column < pickup) return { bar: 0, offset: METRES[metre] - pickup + column, metre };
  let [bar, line, here] = [1, pickup, metre];
  for (const [at, next] of metreChanges) {
    if (at > column) break;
    bar += (at - line) / METRES[here];
    [line, here] = [at, next];
  }
  const length = METRES[here];
  return {
    bar: bar + Math.floor((column - line) / length),
    offset: (column - line) % length,
    metre: here,
  };
}

export function isBarLine(column: number, time: Time): boolean {
  return positionOf(column, time).offset === 0;
}

export function isBeat(column: number, time: Time): boolean {
  const { offset, metre } = positionOf(column, time);
  return offset % beatLength({ metre }) === 0;
}

/** Pickups that can be chosen for a new canvas: whole counts of the metre, less than a bar; halves count as two. */
export function pickups(metre: Metre): number[] {
  const count = Math.min(4, countLength({ metre }));
  return Array.from({ length: METRES[metre] / count - 1 }, (_, number) => (number + 1) * count);
}

/** "1 beat", "2 eighths", "3 sixteenths". */
export function pickupName(sixteenths: number, metre: Metre): string {
  if (sixteenths === 0) return "none";
  const [unit, name] = metre.endsWith("/8")
    ? [2, "eighth"]
    : [4, metre.endsWith("/4") ? "beat" : "quarter"];
  return sixteenths % unit === 0
    ? plural(sixteenths / unit, name)
    : plural(sixteenths, "sixteenth");
}

/** "3/4", or "4/4, 3/4" for a piece that changes; of more than three the first ones. */
export function metresName({ metre, metreChanges = [] }: Time): string {
  const all = [...new Set([metre, ...metreChanges.map(([, next]) => next)])];
  return all.length > 3 ? `${all.slice(0, 2).join(", ")} …` : all.join(", ");
}

/** The bar that a sixteenth lies in. */
export function barAt(column: number, numColumns: number, time: Time): Bar {
  const { bar, offset, metre } = positionOf(column, time);
  if (bar === 0) return { number: 0, first: 0, length: Math.min(time.pickup, numColumns), metre };
  const first = column - offset;
  return { number: bar, first, length: Math.min(METRES[metre], numColumns - first), metre };
}

/** All bars in order. */
export function barsOf(numColumns: number, time: Time): Bar[] {
  const bars: Bar[] = [];
  for (let column = 0; column < numColumns; ) {
    const bar = barAt(column, numColumns, time);
    bars.push(bar);
    column = bar.first + bar.length;
  }
  return bars;
}

/** Whole bars: all, or every second, fourth ... so that they are at most `most`. */
export function numberedBars(numColumns: number, time: Time, most: number): Bar[] {
  const bars = barsOf(numColumns, time).filter(({ number }) => number > 0);
  let stride = 1;
  while (Math.ceil(bars.length / stride) > Math.max(1, most)) stride *= 2;
  return bars.filter((_, index) => index % stride === 0);
}

/** What holds for the part of a piece from a bar line on. */
export function timeFrom(
  column: number,
  { metre, pickup, metreChanges = [] }: Time,
): Required<Time> {
  if (column === 0) return { metre, pickup, metreChanges };
  return {
    metre: positionOf(column, { metre, pickup, metreChanges }).metre,
    pickup: 0,
    metreChanges: metreChanges
      .filter(([at]) => at > column)
      .map(([at, next]): MetreChange => [at - column, next]),
  };
}

/** Bar and beat of a column; beats are those that the metre counts, from 1, and a pickup is bar 0. */
export function barAndBeat(column: number, time: Time): { bar: number; beat: number } {
  const { bar, offset, metre } = positionOf(column, time);
  return { bar, beat: Math.floor(offset / countLength({ metre })) + 1 };
}

export const barName = (bar: number): string => (bar === 0 ? "pickup" : `bar ${bar}`);

/** "bar 3, beat 2.5" or "pickup, beat 4". */
export function placeName(column: number, time: Time): string {
  const { bar, beat } = positionName(column, time);
  return `${barName(bar)}, beat ${beat}`;
}

/** "3 : 2", or "3 : 2.5" off the beat. */
export function positionName(column: number, time: Time): { bar: number; beat: string } {
  const { bar, offset, metre } = positionOf(column, time);
  const beat = 1 + offset / countLength({ metre });
  return { bar, beat: Number.isInteger(beat) ? String(beat) : beat.toFixed(2).replace(/0$/, "") };
}
