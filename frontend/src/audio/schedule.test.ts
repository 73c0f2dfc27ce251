import { describe, expect, it } from "vitest";
import { isOnset } from "../domain/chorale/music/symbols";
import { changesAt, nextPlace, type Place, spanOf } from "./schedule";

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

describe("the place after a place", () => {
  const whole = [{ start: 0, end: 32 }];
  const follows = (column: number, loop: { first: number; last: number } | null) =>
    nextPlace({ column, span: 0 }, 32, loop, whole)?.column;

  it("is the loop's first after its last, and none at the end without a loop", () => {
    expect(follows(7, { first: 4, last: 7 })).toBe(4);
    expect(follows(5, { first: 4, last: 7 })).toBe(6);
    expect(follows(31, null)).toBeUndefined();
    expect(follows(31, { first: 16, last: 63 })).toBe(16);
  });

  it("follows the order in which the piece is played", () => {
    const spans = [
      { start: 0, end: 8 },
      { start: 0, end: 4 },
      { start: 8, end: 12 },
    ];
    const heard: number[] = [];
    let place: Place | null = { column: 0, span: 0 };
    while (place) {
      heard.push(place.column);
      place = nextPlace(place, 12, null, spans);
    }
    expect(heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11]);
    expect(spanOf(9, spans)).toBe(2);
  });
});
