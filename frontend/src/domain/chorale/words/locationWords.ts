// Where cells of a chorale are, in words.
import { type Cell, cellSet } from "../../cells";
import { barAt, positionName, readMeta } from "../music/bars";
import { type Voice, voiceName } from "../music/voices";

type Meta = Readonly<Record<string, unknown>>;

/** "alto, tenor in bar 3; bass in bars 3, 5 to 8". */
export function locationWords(cells: readonly Cell[], meta: Meta): string {
  const byVoice = new Map<number, Set<number>>();
  for (const cell of cells) {
    const bars = byVoice.get(cell.row) ?? new Set<number>();
    bars.add(positionName(cell.column, readMeta(meta)).bar);
    byVoice.set(cell.row, bars);
  }
  const { voices } = readMeta(meta);
  // Voices that have the same bars are named together.
  const byBars = new Map<string, number[]>();
  for (const [row, bars] of [...byVoice].sort(([a], [b]) => a - b)) {
    const words = barWords([...bars].sort((a, b) => a - b));
    byBars.set(words, [...(byBars.get(words) ?? []), row]);
  }
  return [...byBars]
    .map(
      ([words, rows]) =>
        `${rows.length === voices.length ? "all voices" : namesOf(rows, voices)} in ${words}`,
    )
    .join("; ");
}

/**
 * The row of the voice that words of a place name, since voices move: "bar 3 beat 2 alto", "alto in bar 3". The row
 * that it had then where no voice, or several, bear that name now.
 */
export function rowNow(words: string, row: number, meta: Meta): number {
  const { voices } = readMeta(meta);
  const named = voices
    .map((_, at) => ({ at, name: voiceName(at, voices) }))
    .filter(({ name }) => name && (words.endsWith(` ${name}`) || words.startsWith(`${name} in `)));
  const longest = Math.max(...named.map(({ name }) => name.length));
  const rows = named.filter(({ name }) => name.length === longest).map(({ at }) => at);
  return rows.length === 1 ? (rows[0] ?? row) : row;
}

/** "bar 3", "bars 3 and 4", "bars 3, 5 to 8"; 0 is the pickup. */
function barWords(bars: readonly number[]): string {
  const numbered = bars.filter((bar) => bar > 0);
  const runs: [number, number][] = [];
  for (const bar of numbered) {
    const run = runs.at(-1);
    if (run && run[1] === bar - 1) run[1] = bar;
    else runs.push([bar, bar]);
  }
  const pair = runs.length === 1 ? " and " : ", ";
  const words = runs.map(([first, last]) => {
    if (first === last) return `${first}`;
    return last === first + 1 ? `${first}${pair}${last}` : `${first} to ${last}`;
  });
  const named =
    words.length === 0 ? "" : `bar${numbered.length > 1 ? "s" : ""} ${words.join(", ")}`;
  return [bars.includes(0) ? "the pickup" : "", named].filter(Boolean).join(", ");
}

/** "alto, tenor, bass"; all of them are "all four voices". */
export const voiceWords = (rows: readonly number[], voices: readonly Voice[]): string =>
  rows.length === voices.length ? allVoices(voices.length) : namesOf(rows, voices);

/** "all four voices". */
export const allVoices = (number: number): string =>
  `all ${NUMBERS[number] ?? number} voices`.replace("all two", "both");

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six"];

const namesOf = (rows: readonly number[], voices: readonly Voice[]): string =>
  rows.map((row) => voiceName(row, voices)).join(", ");

/** Whether the cells are whole bars of their voices. */
export function areWholeBars(cells: readonly Cell[], numColumns: number, meta: Meta): boolean {
  const chosen = cellSet(cells);
  return cells.every(({ row, column }) => {
    const { first, length } = barAt(column, numColumns, readMeta(meta));
    return Array.from({ length }, (_, at) => ({ row, column: first + at })).every((cell) =>
      chosen.has(cell),
    );
  });
}
