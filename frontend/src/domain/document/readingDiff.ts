/** What two readings of a document differ in, found by the ids of columns. */

import { type AnyGrid, type Cell, cellOfKey } from "../cells";
import { isJsonEqual } from "./jsonEqual";
import type { Reading } from "./layout";
import { SAID_BY_MARKS } from "./projection";

export interface ReadingDiff {
  /** Cells of the later reading that have another symbol, or are new and say something. */
  written: Cell[];
  /** Cells of both whose state or pin is another one. */
  painted: Cell[];
  /** How many cells have something else hanging on them. */
  numMarked: number;
  numAdded: number;
  numRemoved: number;
  /** Names of metadata. */
  meta: string[];
}

export function diffReadings(before: Reading, after: Reading): ReadingDiff {
  const changed: ReadingDiff = {
    written: [],
    painted: [],
    numMarked: 0,
    numAdded: 0,
    numRemoved: before.columns.filter((id) => !after.columnIndex.has(id)).length,
    meta: [],
  };
  const isOneRow = after.symbols.length === 1;
  after.columns.forEach((id, column) => {
    const was = before.columnIndex.get(id);
    if (was === undefined) changed.numAdded++;
    after.symbols.forEach((cells, row) => {
      const cell = { row, column };
      // Of a grid in which a column is one cell, a new column is a new cell.
      if (was === undefined) {
        if (isOneRow) changed.written.push(cell);
      } else if (before.symbols[row]?.[was] !== cells[column]) changed.written.push(cell);
      else if (
        before.states[row]?.[was] !== after.states[row]?.[column] ||
        before.pins[row]?.[was] !== after.pins[row]?.[column]
      )
        changed.painted.push(cell);
    });
  });
  const keys = new Set([...before.marks.keys(), ...after.marks.keys()]);
  for (const key of keys) {
    const cell = cellOfKey(key, after.columnIndex);
    if (!cell || !cellOfKey(key, before.columnIndex)) continue;
    const isWritten = changed.written.some(
      ({ row, column }) => row === cell.row && column === cell.column,
    );
    const [was, is] = [before.marks.get(key), after.marks.get(key)];
    const isSame = isWritten
      ? isJsonEqual(besidesLetter(was), besidesLetter(is))
      : isJsonEqual(was, is);
    if (!isSame) changed.numMarked++;
  }
  const names = new Set([...Object.keys(before.meta), ...Object.keys(after.meta)]);
  changed.meta = [...names].filter(
    (name) => !SAID_BY_MARKS.has(name) && !isJsonEqual(before.meta[name], after.meta[name]),
  );
  return changed;
}

/** The mark of a cell without the letter of its note, which comes with the note. */
function besidesLetter(marks: unknown): object {
  const { spelling: _, ...others } = (marks ?? {}) as { spelling?: unknown };
  return others;
}

/** A reading's symbols over the columns of another one; 0 where it has no such column. */
export const symbolsOver = (reading: Reading, columns: readonly string[]): AnyGrid =>
  reading.symbols.map((cells) =>
    columns.map((id) => {
      const column = reading.columnIndex.get(id);
      return (column === undefined ? undefined : cells[column]) ?? 0;
    }),
  );
