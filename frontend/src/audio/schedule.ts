/**
 * What is to sound at a column, decided from the grid in view at that moment. Pure: knows no clock and no
 * synthesizer. A grid may be swapped between any two columns; a note that both grids hold is not struck
 * again, and whatever is new enters at its own onset.
 */

import type { Grid } from "../domain/cells";
import type { Span } from "../domain/chorale/music/form";
import { isOnset } from "../domain/chorale/music/symbols";

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

/** A column, and in which of the spans of the piece it is played. */
export interface Place {
  column: number;
  span: number;
}

/**
 * What comes after a place: the loop's first column after its last, or where the form leads; null at the end.
 * spans: as the piece is played (`domain/chorale/music/form.ts`); within a loop it is played as it stands.
 */
export function nextPlace(
  { column, span }: Place,
  numColumns: number,
  loop: Loop | null,
  spans: readonly Span[],
): Place | null {
  const next = column + 1;
  if (loop) {
    const isOver = next > Math.min(loop.last, numColumns - 1);
    const after = isOver ? Math.min(loop.first, numColumns - 1) : next;
    return { column: after, span: spanOf(after, spans) };
  }
  const here = spans[span];
  if (!here || next < here.end) return next < numColumns ? { column: next, span } : null;
  const following = spans[span + 1];
  return following ? { column: following.start, span: span + 1 } : null;
}

/** The first span of the piece in which a column is played; -1 where it is in none. */
export const spanOf = (column: number, spans: readonly Span[]): number =>
  spans.findIndex(({ start, end }) => start <= column && column < end);
