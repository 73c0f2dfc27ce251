// What writing on a staff does to a grid: a note or rest in place of what stood there, or before it.
import type { Cell, Grid } from "../../cells";
import { changedNotes } from "../music/notes";
import { type Note, NoteWriter, noteAt, notesOf, type Write } from "../music/symbols";

/** As many notes as a hand writes while an engraver takes its time. */
const MOST_FRESH = 64;

/**
 * The notes of the caret's voice up to it that are not on the pages yet; of very many the last ones. drawn: what the
 * pages were engraved from. What begins behind their end has no place on them.
 */
export function freshNotes(now: Grid, drawn: Grid, { row, column }: Cell): Note[] {
  const [symbols, before] = [now[row] ?? [], drawn[row] ?? []];
  if (symbols === before || symbols.length < before.length) return [];
  const written = notesOf(symbols, row).filter(
    ({ start }) => start <= column && start < before.length,
  );
  return [...changedNotes(written, drawn)].slice(-MOST_FRESH);
}

/**
 * A note, or a rest where its pitch is 0, in place of what stood there. What is left of a note behind it
 * becomes a rest, as on paper.
 */
export function overwritten(symbols: readonly (readonly number[])[], written: Note): Write[] {
  const { row, start, length, pitch } = written;
  const end = start + length;
  const writer = new NoteWriter(symbols);
  const cut = noteAt(symbols[row] ?? [], row, end);
  if (cut && cut.start < end) writer.erase(row, end, cut.start + cut.length - end);
  if (pitch === 0) writer.erase(row, start, length);
  else writer.draw(written);
  return writer.writes(symbols);
}

/** Sixteenths at the end of a voice in which nothing sounds. */
export function numFreeAtEnd(symbols: readonly number[]): number {
  let free = 0;
  while (free < symbols.length && symbols[symbols.length - 1 - free] === 0) free++;
  return free;
}

/**
 * A note, or a rest where its pitch is 0, before what stands at its place: the rest of its voice moves on by
 * its length. What moves beyond the end is lost; `numFreeAtEnd` says how much is only rest.
 */
export function inserted(symbols: readonly (readonly number[])[], written: Note): Write[] {
  const { row, start, length, pitch } = written;
  const before = symbols[row] ?? [];
  const own = Array.from({ length }, (_, index) => (index === 0 ? pitch : -pitch));
  // A note that is cut begins anew behind what was put into it.
  const behind = before.slice(start, before.length - length);
  if ((behind[0] ?? 0) < 0) behind[0] = -(behind[0] as number);
  return [...own, ...behind].flatMap((symbol, index) => {
    const column = start + index;
    // No cell holds -0.
    const value = symbol === 0 ? 0 : symbol;
    return column < before.length && before[column] !== value
      ? [{ row, column, symbol: value }]
      : [];
  });
}
