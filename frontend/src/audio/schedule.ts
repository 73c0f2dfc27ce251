/**
 * What is to sound at a column, decided from the grid in view at that moment. Pure: knows no clock and no
 * synthesizer. A grid may be swapped between any two columns; a note that both grids hold is not struck
 * again, and whatever is new enters at its own onset.
 */

import type { Grid } from "../domain/cells";
import { isOnset } from "../domain/chorale/symbols";

/** Which pitch each voice sounds; null for silence. */
export type Sounding = readonly (number | null)[];

export interface Change {
  voice: number;
  /** The pitch to end, and the pitch to begin. */
  end: number | null;
  begin: number | null;
}

/**
 * The changes at one column. `isJump` is true where the music does not come from the column before (a
 * start, a loop's return): notes that lie over the column begin then. `isAudible` says which voices are.
 */
export function changesAt(
  grid: Grid,
  column: number,
  sounding: Sounding,
  isJump: boolean,
  isAudible: (voice: number) => boolean,
): Change[] {
  const changes: Change[] = [];
  grid.forEach((row, voice) => {
    const symbol = row[column] ?? 0;
    const now = sounding[voice] ?? null;
    if (symbol === 0 || !isAudible(voice)) {
      if (now !== null) changes.push({ voice, end: now, begin: null });
      return;
    }
    const pitch = Math.abs(symbol);
    const begins = isJump ? now !== pitch || isOnset(row, column) : isOnset(row, column);
    if (begins) changes.push({ voice, end: now, begin: pitch });
  });
  return changes;
}

/** First and last column that repeat. */
export interface Loop {
  first: number;
  last: number;
}

/** The column after `column`: the loop's first after its last, null at the end of the grid. */
export function nextColumn(column: number, numColumns: number, loop: Loop | null): number | null {
  const next = column + 1;
  if (loop && next > Math.min(loop.last, numColumns - 1))
    return Math.min(loop.first, numColumns - 1);
  return next < numColumns ? next : null;
}
