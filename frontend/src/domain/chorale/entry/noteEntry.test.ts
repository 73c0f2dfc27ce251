import { describe, expect, it } from "vitest";
import type { Write } from "../music/symbols";
import { freshNotes, inserted, numFreeAtEnd, overwritten } from "./noteEntry";

const rowAfter = (row: readonly number[], writes: readonly Write[]): number[] => {
  const cells = [...row];
  for (const { column, symbol } of writes) cells[column] = symbol;
  return cells;
};
const note = (pitch: number, start: number, length: number) => ({ row: 0, start, length, pitch });

describe("writing over what stands there", () => {
  const row = [60, -60, -60, -60, 62, -62, -62, -62];

  it("shortens the note before and turns what is left behind into a rest", () => {
    expect(rowAfter(row, overwritten([row], note(64, 2, 4)))).toEqual([
      60, -60, 64, -64, -64, -64, 0, 0,
    ]);
  });

  it("leaves the next note alone where it begins at the end", () => {
    expect(rowAfter(row, overwritten([row], note(64, 0, 4)))).toEqual([
      64, -64, -64, -64, 62, -62, -62, -62,
    ]);
  });

  it("writes a rest", () => {
    expect(rowAfter(row, overwritten([row], note(0, 0, 2)))).toEqual([
      0, 0, 0, 0, 62, -62, -62, -62,
    ]);
  });
});

describe("inserting before what stands there", () => {
  const row = [60, -60, 62, -62, 0, 0, 0, 0];

  it("moves the rest of the voice on", () => {
    expect(rowAfter(row, inserted([row], note(64, 2, 2)))).toEqual([
      60, -60, 64, -64, 62, -62, 0, 0,
    ]);
    expect(rowAfter(row, inserted([row], note(0, 0, 2)))).toEqual([0, 0, 60, -60, 62, -62, 0, 0]);
  });

  it("lets a note that is cut begin anew", () => {
    expect(rowAfter(row, inserted([row], note(64, 1, 2)))).toEqual([
      60, 64, -64, 60, 62, -62, 0, 0,
    ]);
  });

  it("knows how much room is at the end", () => {
    expect(numFreeAtEnd(row)).toBe(4);
    expect(numFreeAtEnd([0, 0])).toBe(2);
    expect(numFreeAtEnd([60])).toBe(0);
  });
});

describe("notes that are written and not on the pages yet", () => {
  const empty = new Array<number>(48).fill(0);
  const written = empty.map((_, column) => (column < 40 ? 60 + (column % 5) : 0));
  const at = (column: number) => ({ row: 0, column });
  const starts = (now: readonly number[], drawn: readonly number[], column: number) =>
    freshNotes([now], [drawn], at(column)).map(({ start }) => start);

  it("are all shown, however far the hand is ahead", () => {
    expect(starts(written, empty, 40)).toEqual([...Array(40).keys()]);
    expect(starts(written, [...written.slice(0, 30), ...empty.slice(30)], 40)).toHaveLength(10);
  });

  it("are those of the voice up to the caret: what else changed was not written here", () => {
    expect(starts(written, empty, 3)).toEqual([0, 1, 2, 3]);
    expect(starts(written, written, 40)).toEqual([]);
  });

  it("are shown while the music grows, as far as there are bars to show them in", () => {
    expect(starts(written, empty.slice(0, 32), 40)).toHaveLength(32);
    expect(starts(empty.slice(0, 32), written, 40)).toEqual([]);
  });
});
