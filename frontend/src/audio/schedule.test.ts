import { describe, expect, it } from "vitest";
import { isOnset } from "../domain/chorale/symbols";
import { changesAt, nextColumn } from "./schedule";

const all = () => true;

describe("what sounds at a column", () => {
  it("begins a note at its onset and ends the one before it", () => {
    const grid = [[60, -60, 62, -62]];
    expect(changesAt(grid, 0, [null], true, all)).toEqual([{ voice: 0, end: null, begin: 60 }]);
    expect(changesAt(grid, 1, [60], false, all)).toEqual([]);
    expect(changesAt(grid, 2, [60], false, all)).toEqual([{ voice: 0, end: 60, begin: 62 }]);
  });

  it("does not strike an unchanged note again when the grid is swapped under it", () => {
    expect(changesAt([[60, -60, -60]], 2, [60], false, all)).toEqual([]);
  });

  it("lets a swapped-in note enter only at its next onset", () => {
    const swapped = [[64, -64, -64, 65]];
    expect(changesAt(swapped, 2, [60], false, all)).toEqual([]);
    expect(changesAt(swapped, 3, [60], false, all)).toEqual([{ voice: 0, end: 60, begin: 65 }]);
  });

  it("begins a note that lies over the place where playing starts", () => {
    expect(changesAt([[60, -60]], 1, [null], true, all)).toEqual([
      { voice: 0, end: null, begin: 60 },
    ]);
    expect(changesAt([[60, -60]], 1, [null], false, all)).toEqual([]);
  });

  it("keeps a note that lies over the return of a loop", () => {
    expect(changesAt([[60, -60]], 1, [60], true, all)).toEqual([]);
  });

  it("silences a muted voice at once", () => {
    expect(changesAt([[60, -60]], 1, [60], false, () => false)).toEqual([
      { voice: 0, end: 60, begin: null },
    ]);
  });

  it("reads a continuation that follows another pitch as an onset", () => {
    expect(isOnset([60, -62], 1)).toBe(true);
    expect(isOnset([60, -60], 1)).toBe(false);
    expect(isOnset([-60], 0)).toBe(true);
  });
});

describe("the column after a column", () => {
  it("returns to the loop's first after its last, and ends without a loop", () => {
    expect(nextColumn(7, 32, { first: 4, last: 7 })).toBe(4);
    expect(nextColumn(5, 32, { first: 4, last: 7 })).toBe(6);
    expect(nextColumn(31, 32, null)).toBeNull();
    expect(nextColumn(31, 32, { first: 16, last: 63 })).toBe(16);
  });
});
