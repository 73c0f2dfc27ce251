// What an arrow passes in a voice on paper: a note as a whole, or a rest as far as its bar.
import { barAt, type Time } from "../music/bars";
import { noteAt } from "../music/symbols";

export interface Span {
  row: number;
  start: number;
  length: number;
}

/** The note that sounds in a column, or the rest between two notes or bar lines. */
export function spanAt(symbols: readonly number[], row: number, column: number, time: Time): Span {
  const note = noteAt(symbols, row, column);
  if (note) return { row, start: note.start, length: note.length };
  const bar = barAt(column, symbols.length, time);
  const isRest = (at: number) => symbols[at] === 0;
  let [start, end] = [column, column + 1];
  while (start > bar.first && isRest(start - 1)) start--;
  while (end < bar.first + bar.length && isRest(end)) end++;
  return { row, start, length: end - start };
}

/** The note or rest beside a stretch of columns; the one at its edge where the music ends there. */
export function spanBeside(
  symbols: readonly number[],
  row: number,
  { first, last }: { first: number; last: number },
  { direction, time }: { direction: -1 | 1; time: Time },
): Span {
  const wanted = direction < 0 ? first - 1 : last + 1;
  return spanAt(symbols, row, Math.max(0, Math.min(symbols.length - 1, wanted)), time);
}
