// Where the columns of a line of music are: a line in the units of its drawing.

/** Units of a drawing in a staff space. */
export const UNITS = 180;

export interface HeadPlace {
  column: number;
  x: number;
}

const HEAD = /id="[nr]-[SATBEF]-(\d+)"[^>]*><rect class="ring" x="(-?\d+)"[^>]*? width="(\d+)"/g;

/** The columns at which heads and rests stand, in order, with their middles. */
export function placesIn(page: string): HeadPlace[] {
  return [...page.matchAll(HEAD)]
    .map(([, column, x, width]) => ({ column: Number(column), x: Number(x) + Number(width) / 2 }))
    .sort((one, other) => one.column - other.column);
}

/** Where a column is, with a fraction, between the heads around it. */
export function xOf(at: number, places: readonly HeadPlace[]): number {
  const next = places.findIndex(({ column }) => column > at);
  const before = places.at(next < 0 ? -1 : next - 1);
  const after = next < 0 ? undefined : places[next];
  if (!before || next === 0) return after?.x ?? 0;
  if (!after) return before.x;
  const share = (at - before.column) / (after.column - before.column);
  return before.x + share * (after.x - before.x);
}

/** The column in which the note begins that sounds in one; null for a rest. */
export function columnOfNote(column: number, symbols: readonly number[]): number | null {
  if (!symbols[column]) return null;
  let start = column;
  while (start > 0 && (symbols[start] ?? 0) < 0) start--;
  return start;
}
