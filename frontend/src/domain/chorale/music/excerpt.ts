// The bars that show best what a moment of a chorale is: those from the first difference on.
import type { AnyGrid } from "../../cells";
import { cellOfKey } from "../../cells";
import type { Reading } from "../../document/layout";
import { type Bar, barsOf, type ChoraleMeta, keyAt, readMeta, timeFrom } from "./bars";

/** As many as can be read in a small picture. */
const NUM_BARS = 3;

export interface Excerpt {
  bars: readonly Bar[];
  symbols: number[][];
  meta: Record<string, unknown>;
  /** The marks of its cells, by row and column of the excerpt. */
  marks: [number, number, Record<string, unknown>][];
  isSame: boolean;
}

/** Bars of `shown`, from the first on that has other notes than `base`; its first bars where all are the same. Pure. */
export function excerptOf(shown: Reading, base: Reading): Excerpt {
  const meta = readMeta(shown.meta);
  const bars = barsOf(shown.columns.length, meta);
  const other = firstDifference(shown, base);
  const at = bars.findIndex(({ first, length }) => (other ?? 0) < first + length);
  const begin = Math.max(0, Math.min(at, bars.length - NUM_BARS));
  const chosen = bars.slice(begin, begin + NUM_BARS);
  const start = chosen[0]?.first ?? 0;
  const end = chosen.reduce((sum, { length }) => sum + length, start);
  const { metre, pickup, metreChanges } = timeFrom(start, meta);
  return {
    bars: chosen,
    symbols: cut(shown.symbols, start, end),
    meta: {
      ...shown.meta,
      ...(meta.keyChanges.length === 0 ? {} : keysFrom(start, meta)),
      metre,
      pickup,
      metre_changes: metreChanges,
    },
    marks: [...shown.marks].flatMap(([key, mark]) => {
      const cell = cellOfKey(key, shown.columnIndex);
      return cell && cell.row < shown.symbols.length && cell.column >= start && cell.column < end
        ? [[cell.row, cell.column - start, mark] as [number, number, Record<string, unknown>]]
        : [];
    }),
    isSame: other === null,
  };
}

/** The key at a bar line, and the changes behind it. */
const keysFrom = (start: number, meta: ChoraleMeta) => ({
  ...keyAt(start, meta),
  key_changes: meta.keyChanges
    .filter(([at]) => at > start)
    .map(([at, fifths, mode]) => [at - start, fifths, mode]),
});

/** The first sixteenth of `shown` that has other notes, or before which some are gone; null for none. */
function firstDifference(shown: Reading, base: Reading): number | null {
  const isOther = (id: string, column: number) => {
    const there = base.columnIndex.get(id);
    return (
      there === undefined ||
      shown.symbols.some((cells, row) => cells[column] !== base.symbols[row]?.[there])
    );
  };
  const written = shown.columns.findIndex(isOther);
  const gone = base.columns.findIndex((id) => !shown.columnIndex.has(id));
  const found = [written, gone].filter((column) => column >= 0);
  if (found.length === 0) return null;
  return Math.min(...found, shown.columns.length - 1);
}

/** A note that sounds on from before begins with the excerpt. */
const cut = (symbols: AnyGrid, start: number, end: number): number[][] =>
  symbols.map((cells) =>
    (cells.slice(start, end) as number[]).map((symbol, column) =>
      column === 0 ? Math.abs(symbol) : symbol,
    ),
  );
