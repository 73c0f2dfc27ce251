// Tuplets, which stand beside the grid of sixteenths: signs that hold their own notes. The cells beneath hold what is
// nearest to them, and while they do the tuplet stands. Twin of sunmask/chorale/music/tuplets.py (tests/cases/tuplets.json).
import type { Grid } from "../../cells";
import { barAt, type Time } from "../music/bars";
import { isOnset } from "../music/symbols";
import { type Sign, signsIn } from "./signs";

/** Written length in 64ths, pitch (0 a rest, negative where it goes on sounding), and its letter, "" where nobody wrote it. */
export type OwnNote = readonly [length: number, pitch: number, letter: string];

/** Sixteenths that a grace note lasts, where there is room for it. */
export const GRACE = 0.5;

export interface Tuplet {
  row: number;
  /** First sixteenth, and the one after the last. */
  start: number;
  end: number;
  sign: Sign;
  notes: readonly OwnNote[];
  /** Where its notes begin and the last one ends, in sixteenths of the piece. */
  moments: readonly number[];
  /** Where each begins on the grid, null for one that has no place there. */
  columns: readonly (number | null)[];
  /** Symbols of its cells. */
  symbols: readonly number[];
}

export const VALUES: ReadonlySet<number> = new Set(
  [1, 2, 4, 8, 16, 32, 64].flatMap((plain) => [
    plain,
    Math.floor((plain * 3) / 2),
    Math.floor((plain * 7) / 4),
  ]),
);

const isOwnNote = (value: unknown): value is OwnNote =>
  Array.isArray(value) &&
  VALUES.has(value[0]) &&
  Number.isInteger(value[1]) &&
  typeof value[2] === "string";

/** The notes of a tuplet or of grace notes; none where a document holds something else. */
export const ownNotes = ({ notes }: Sign): OwnNote[] =>
  Array.isArray(notes) && notes.every(isOwnNote) ? [...notes] : [];

export const ratioOf = ({ name = "" }: Sign): { actual: number; normal: number } | null => {
  const [, actual, normal] = /^(\d{1,2}):(\d{1,2})$/.exec(name) ?? [];
  return Number(actual) > 0 && Number(normal) > 0
    ? { actual: Number(actual), normal: Number(normal) }
    : null;
};

/** A tuplet at a cell; null for a sign that is none, or does not fill whole sixteenths. */
export function tupletOf(sign: Sign, row: number, start: number): Tuplet | null {
  const ratio = sign.kind === "tuplet" ? ratioOf(sign) : null;
  const notes = ownNotes(sign);
  if (!ratio || notes.length === 0) return null;
  // Counted in parts of which a sixteenth has `unit`, so that nothing is rounded.
  const unit = 4 * ratio.actual;
  const parts = [0];
  for (const [length] of notes) parts.push((parts.at(-1) ?? 0) + length * ratio.normal);
  const whole = (parts.at(-1) ?? 0) / unit;
  if (!Number.isInteger(whole)) return null;
  const owners = Array.from({ length: whole }, (_, cell) => {
    let [owner, most] = [0, 0];
    notes.forEach((_, number) => {
      const begin = Math.max(parts[number] ?? 0, cell * unit);
      const share = Math.min(parts[number + 1] ?? 0, (cell + 1) * unit) - begin;
      if (share > most) [owner, most] = [number, share];
    });
    return owner;
  });
  const symbols: number[] = [];
  owners.forEach((number, cell) => {
    const pitch = notes[number]?.[1] ?? 0;
    const goesOn =
      number === owners[cell - 1] || (pitch < 0 && Math.abs(symbols[cell - 1] ?? 0) === -pitch);
    const size = Math.abs(pitch);
    symbols.push(goesOn && size > 0 ? -size : size);
  });
  return {
    row,
    start,
    end: start + whole,
    sign,
    notes,
    moments: parts.map((part) => start + part / unit),
    columns: notes.map((_, number) => {
      const cell = owners.indexOf(number);
      return cell < 0 ? null : start + cell;
    }),
    symbols,
  };
}

/** Whether the cells of a voice hold what the tuplet gives them. */
export function isOver(symbols: readonly number[], { start, symbols: own }: Tuplet): boolean {
  return own.every((symbol, index) => {
    const here = symbols[start + index] ?? 0;
    if (Math.abs(here) !== Math.abs(symbol)) return false;
    return index === 0 || here === 0 || isOnset(symbols, start + index) === symbol > 0;
  });
}

/** The signs of cells, as contents and the metadata in view list them. */
export type PlacedSigns = readonly (readonly [row: number, column: number, here: unknown])[];

/** The tuplets that stand, in order: within a bar, over the notes that are theirs, one at a time. */
export function tupletsOf(placed: PlacedSigns, grid: Grid, meta: Time): Tuplet[] {
  const found: Tuplet[] = [];
  const all = placed
    .flatMap(([row, column, here]) =>
      signsIn(here).flatMap((sign) => tupletOf(sign, row, column) ?? []),
    )
    .sort((one, other) => one.row - other.row || one.start - other.start);
  for (const tuplet of all) {
    const symbols = grid[tuplet.row];
    const before = found.at(-1);
    if (!symbols || tuplet.end > symbols.length) continue;
    if (before?.row === tuplet.row && before.end > tuplet.start) continue;
    const bar = barAt(tuplet.start, symbols.length, meta);
    if (tuplet.end <= bar.first + bar.length && isOver(symbols, tuplet)) found.push(tuplet);
  }
  return found;
}

/** The grace notes before a note. */
export const gracesIn = (here: unknown): OwnNote[] =>
  signsIn(here).flatMap((sign) => (sign.kind === "grace" ? ownNotes(sign) : []));

/**
 * The sign of a tuplet as it is after a change of its cells: notes that were raised, replaced or erased in their place.
 * Null where the cells have another rhythm by now, or all of it was erased.
 */
export function refitted(tuplet: Tuplet, symbols: readonly number[]): Sign | null {
  let moved = 0;
  let before = 0;
  const notes = tuplet.notes.map(([length, pitch, letter], number): OwnNote => {
    const column = tuplet.columns[number] ?? null;
    if (column === null) {
      const size = pitch === 0 ? 0 : Math.abs(pitch) + moved;
      before = size;
      return [length, pitch < 0 ? -size : size, moved === 0 ? letter : ""];
    }
    const size = Math.abs(symbols[column] ?? 0);
    moved = size > 0 && pitch !== 0 ? size - Math.abs(pitch) : 0;
    const goesOn = number > 0 && size > 0 && size === before && !isOnset(symbols, column);
    before = size;
    return [length, goesOn ? -size : size, size === Math.abs(pitch) ? letter : ""];
  });
  const isGone = notes.every(([, pitch]) => pitch === 0);
  if (isGone && tuplet.notes.some(([, pitch]) => pitch !== 0)) return null;
  const sign = { ...tuplet.sign, notes };
  const after = tupletOf(sign, tuplet.row, tuplet.start);
  return after && isOver(symbols, after) ? sign : null;
}

/** A note of a grid's length divided into so many: how many in the time of how many, and each one's 64ths; null where
 * that gives no note values. */
export function divided(length: number, actual: number): { normal: number; unit: number } | null {
  const below = 2 ** Math.floor(Math.log2(actual - 1));
  for (const normal of [below, 3, 6]) {
    const unit = (4 * length) / normal;
    if (normal > 1 && normal !== actual && Number.isInteger(Math.log2(unit)) && unit <= 64)
      return { normal, unit };
  }
  return null;
}

/** The notes of a tuplet with one, of this length in 64ths, in place of what stood from a number on; what is left of a
 * note behind it becomes rests. Null where the tuplet has no room for it. */
export function withNote(
  notes: readonly OwnNote[],
  number: number,
  written: OwnNote,
): OwnNote[] | null {
  const found = [...notes.slice(0, number), written];
  let left = written[0];
  let at = number;
  while (left > 0 && at < notes.length) left -= notes[at++]?.[0] ?? 0;
  if (left > 0) return null;
  for (let rest = -left; rest > 0; ) {
    const value = 2 ** Math.floor(Math.log2(rest));
    found.push([value, 0, ""]);
    rest -= value;
  }
  const behind = notes.slice(at);
  const [first, ...others] = behind;
  // What it went on from is gone.
  return first ? [...found, [first[0], Math.abs(first[1]), first[2]], ...others] : found;
}
