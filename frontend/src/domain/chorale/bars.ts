// Bars and beats of a chorale: a pickup, then bars of one metre; sixteenths are columns.

import { plural } from "../../ui/plural";

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

export interface ChoraleMeta {
  title: string;
  composer: string;
  metre: Metre;
  /** Sixteenths before the first whole bar. */
  pickup: number;
  /** Sharps (positive) or flats (negative) of the key signature. */
  fifths: number;
  mode: "major" | "minor";
  /** Quarter notes a minute. */
  tempo: number;
}

export interface Bar {
  /** 0 is the pickup. */
  number: number;
  first: number;
  /** Shorter than the metre for a pickup and where the canvas ends within a bar. */
  length: number;
}

/** The metadata as the document has it, with defaults for what is missing or not valid. */
export function readMeta(meta: Readonly<Record<string, unknown>>): ChoraleMeta {
  const metre = METRE_NAMES.find((name) => name === meta.metre) ?? "4/4";
  return {
    title: typeof meta.title === "string" ? meta.title : "Untitled chorale",
    composer: typeof meta.composer === "string" ? meta.composer : "",
    metre,
    pickup: integerWithin(meta.pickup, 0, METRES[metre] - 1, 0),
    fifths: integerWithin(meta.fifths, -7, 7, 0),
    mode: meta.mode === "minor" ? "minor" : "major",
    tempo: typeof meta.tempo === "number" && meta.tempo > 0 ? meta.tempo : 84,
  };
}

function integerWithin(value: unknown, lowest: number, highest: number, otherwise: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= lowest && value <= highest
    ? value
    : otherwise;
}

export function barLength(meta: Pick<ChoraleMeta, "metre">): number {
  return METRES[meta.metre];
}

/** Sixteenths in which notes are beamed, chords change and the metronome clicks: a quarter, or a dotted one in
 * metres of eighths. */
export function beatLength(meta: Pick<ChoraleMeta, "metre">): number {
  return meta.metre.endsWith("/8") ? 6 : 4;
}

/** Sixteenths of the note value that the metre counts. */
export function countLength(meta: Pick<ChoraleMeta, "metre">): number {
  return 16 / Number(meta.metre.split("/")[1]);
}

/** The bar of a sixteenth and its place in it, in sixteenths from the bar's own beginning. */
export function positionOf(
  column: number,
  meta: Pick<ChoraleMeta, "metre" | "pickup">,
): { bar: number; offset: number } {
  const length = barLength(meta);
  if (column < meta.pickup) return { bar: 0, offset: length - meta.pickup + column };
  const inBars = column - meta.pickup;
  return { bar: Math.floor(inBars / length) + 1, offset: inBars % length };
}

export function isBarLine(column: number, meta: Pick<ChoraleMeta, "metre" | "pickup">): boolean {
  return positionOf(column, meta).offset === 0;
}

export function isBeat(column: number, meta: Pick<ChoraleMeta, "metre" | "pickup">): boolean {
  return positionOf(column, meta).offset % beatLength(meta) === 0;
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

/** The bar that a sixteenth lies in. */
export function barAt(
  column: number,
  numColumns: number,
  meta: Pick<ChoraleMeta, "metre" | "pickup">,
): Bar {
  const { bar, offset } = positionOf(column, meta);
  if (bar === 0) return { number: 0, first: 0, length: Math.min(meta.pickup, numColumns) };
  const first = column - offset;
  return { number: bar, first, length: Math.min(barLength(meta), numColumns - first) };
}

/** Whole bars with their first sixteenths: all, or every second, fourth ... so that they are at most `most`. */
export function numberedBars(
  numColumns: number,
  { bar, pickup }: { bar: number; pickup: number },
  most: number,
): { number: number; column: number }[] {
  const count = Math.max(0, Math.ceil((numColumns - pickup) / bar));
  let stride = 1;
  while (Math.ceil(count / stride) > Math.max(1, most)) stride *= 2;
  return Array.from({ length: Math.ceil(count / stride) }, (_, index) => ({
    number: index * stride + 1,
    column: pickup + index * stride * bar,
  }));
}

/** "3 : 2", or "3 : 2.5" off the beat; beats are those that the metre counts, from 1, and a pickup is bar 0. */
export function positionName(
  column: number,
  meta: Pick<ChoraleMeta, "metre" | "pickup">,
): { bar: number; beat: string } {
  const { bar, offset } = positionOf(column, meta);
  const beat = 1 + offset / countLength(meta);
  return { bar, beat: Number.isInteger(beat) ? String(beat) : beat.toFixed(2).replace(/0$/, "") };
}
