// How the notes of a chorale are played: how loud by dynamics, hairpins and accents, how short by articulations, and how
// long a fermata waits. Twin of sunmask/chorale/music/expression.py (tests/cases/expression.json).
import type { Grid } from "../../cells";
import { beatLength, positionOf, type Time } from "../music/bars";
import { noteAt } from "../music/symbols";
import { linesOf, type Sign, signsIn } from "./signs";
import { type Staff, stavesIn, withSignsOfStaves } from "./staves";

/** A MIDI velocity where no dynamic says another: mf. */
export const USUAL = 80;
const LEVELS: Readonly<Record<string, number>> = {
  n: 1,
  pppppp: 4,
  ppppp: 6,
  pppp: 10,
  ppp: 20,
  pp: 36,
  p: 52,
  mp: 66,
  mf: USUAL,
  f: 96,
  ff: 112,
  fff: 120,
  ffff: 124,
  fffff: 126,
  ffffff: 127,
};
/** Dynamics of one note: the level of that note, and the level from the next note on. */
const STRUCK: Readonly<Record<string, readonly [string, string]>> = {
  fp: ["f", "p"],
  sfp: ["ff", "p"],
  sfzp: ["ff", "p"],
  sfpp: ["ff", "pp"],
  pf: ["p", "f"],
};
const LOUDER: Readonly<Record<string, number>> = {
  sf: 24,
  sfz: 24,
  fz: 24,
  rf: 16,
  rfz: 16,
  sffz: 36,
  accent: 16,
  "strong-accent": 24,
  "soft-accent": 8,
  stress: 8,
  unstress: -8,
};
const SHARES: Readonly<Record<string, number>> = {
  staccato: 0.5,
  spiccato: 0.5,
  staccatissimo: 0.33,
  "strong-accent": 0.67,
  "detached-legato": 0.75,
  "breath-mark": 0.85,
  caesura: 0.75,
};
/** How much a hairpin changes the level where no dynamic follows it. */
const HAIRPIN = 16;
/** Sixteenths after a hairpin within which a dynamic says where it leads. */
const REACH = 4;
/** How many times as long as written the last beat under a fermata is. */
const HELD = 2;

/** Signs and fermatas by voice and sixteenth, as metadata in view and contents have them. */
export interface Expressed {
  signs?: unknown;
  fermatas?: unknown;
}

/** What `expressionOf` needs of metadata. staves: those that accompany the voices, whose rows are behind them. */
export interface Heard extends Time {
  staves?: unknown;
}

export interface Expression {
  /** The MIDI velocity of a note that begins in a cell, 1 to 127. */
  velocity(row: number, column: number): number;
  /** How much of its length it sounds, 0 to 1. */
  share(row: number, column: number): number;
  /** How many times as long as the tempo says a sixteenth is. */
  stretch(column: number): number;
}

type Placed = readonly [row: number, column: number, here: readonly Sign[]];

const isPlace = (value: unknown): value is [number, number, ...unknown[]] =>
  Array.isArray(value) && Number.isInteger(value[0]) && Number.isInteger(value[1]);

const placesIn = (value: unknown) => (Array.isArray(value) ? value.filter(isPlace) : []);

/** How a grid is played as it stands, without its repeats. */
export function expressionOf({ signs, fermatas }: Expressed, grid: Grid, meta: Heard) {
  const staves = stavesIn(meta.staves);
  const numColumns = grid[0]?.length ?? 0;
  const placed = placesIn(withSignsOfStaves(signs, staves, grid.length))
    .filter(([, column]) => column < numColumns)
    .map(([row, column, here]): Placed => [row, column, signsIn(here)]);
  const levels = [...grid, ...staves].map((_, row) => levelsOf(row, placed, numColumns));
  const velocities = new Map<string, number>();
  const shares = new Map<string, number>();
  for (const [row, column, here] of placed) {
    const names = here
      .filter(({ kind }) => kind === "dynamics" || kind === "articulations")
      .map(({ name = "" }) => name);
    const struck = names.flatMap((name) => STRUCK[name]?.[0] ?? []).at(-1);
    const level = struck === undefined ? (levels[row]?.[column] ?? USUAL) : (LEVELS[struck] ?? 0);
    const more = names.reduce((sum, name) => sum + (LOUDER[name] ?? 0), 0);
    velocities.set(`${row}:${column}`, limited(level + more));
    const share = Math.min(1, ...names.map((name) => SHARES[name] ?? 1));
    if (share < 1) shares.set(`${row}:${column}`, share);
  }
  const held = heldColumns(
    [...underFermatas(placesIn(fermatas), grid), ...underStaff(staves, numColumns)],
    meta,
  );
  return {
    velocity: (row: number, column: number) =>
      velocities.get(`${row}:${column}`) ?? levels[row]?.[column] ?? USUAL,
    share: (row: number, column: number) => shares.get(`${row}:${column}`) ?? 1,
    stretch: (column: number) => (held.has(column) ? HELD : 1),
  } satisfies Expression;
}

const limited = (level: number): number => Math.max(1, Math.min(127, level));

/** The level of each sixteenth of a voice. */
function levelsOf(row: number, placed: readonly Placed[], numColumns: number): number[] {
  const own = placed.filter(([of]) => of === row).sort(([, one], [, other]) => one - other);
  const said = new Map<number, number>();
  for (const [, column, here] of own)
    for (const { kind, name = "" } of here) {
      const level = LEVELS[STRUCK[name]?.[1] ?? name];
      if (kind === "dynamics" && level !== undefined) said.set(column, level);
    }
  const levels = new Array<number>(numColumns).fill(USUAL);
  for (const [column, level] of said) levels.fill(level, column);
  const ends = own.flatMap(([, column, here]) => here.map((sign) => [column, sign] as const));
  const lines = linesOf(ends, "wedge").sort((one, other) => one.first - other.first);
  for (const { first, last, begins } of lines) {
    const level = levels[first] ?? USUAL;
    const way = begins.name === "crescendo" ? 1 : -1;
    const following = Math.min(numColumns, ...[...said.keys()].filter((at) => at > first));
    const next = said.get(following);
    const leads =
      next !== undefined &&
      following <= last + REACH &&
      following < numColumns &&
      (next - level) * way > 0;
    const stop = leads ? following : Math.min(last, following);
    const goal = leads ? next : level + way * HAIRPIN;
    for (let column = first; column < stop; column++)
      levels[column] = level + ((goal - level) * (column - first)) / (stop - first);
    levels.fill(goal, stop, following);
  }
  return levels.map(limited);
}

interface Span {
  start: number;
  end: number;
}

const underFermatas = (fermatas: readonly [number, number, ...unknown[]][], grid: Grid): Span[] =>
  fermatas
    .flatMap(([row, column]) => noteAt(grid[row] ?? [], row, column) ?? [])
    .map(({ start, length }) => ({ start, end: start + length }));

const underStaff = (staves: readonly Staff[], numColumns: number): Span[] =>
  staves.flatMap(({ notes, fermatas = [] }) =>
    notes
      .filter(([start, length, pitch]) =>
        fermatas.some(([at, of]) => of === pitch && start <= at && at < start + length),
      )
      .map(([start, length]) => ({
        start: Math.floor(start),
        end: Math.min(Math.ceil(start + length), numColumns),
      })),
  );

/** Notes under fermatas that sound together wait once, in their last beat. */
function heldColumns(spans: readonly Span[], meta: Time): ReadonlySet<number> {
  const under = [...spans].sort((one, other) => one.start - other.start || one.end - other.end);
  const together: { start: number; end: number }[] = [];
  for (const { start, end } of under) {
    const before = together.at(-1);
    if (before && start < before.end) before.end = Math.max(before.end, end);
    else together.push({ start, end });
  }
  const held = new Set<number>();
  for (const { start, end } of together) {
    const beat = beatLength(positionOf(end - 1, meta));
    for (let column = Math.max(start, end - beat); column < end; column++) held.add(column);
  }
  return held;
}
