import { describe, expect, it } from "vitest";
import { cellAfterKey, cellSize, columnsPerLine, linesOf } from "./lines";

describe("a grid in lines", () => {
  it("has cells as large as lets all columns stand in one line, and no smaller than a finger needs", () => {
    expect(cellSize(1000, 8)).toBe(52);
    expect(cellSize(640, 16)).toBe(40);
    expect(cellSize(300, 16)).toBe(34);
    expect(cellSize(300, 0)).toBe(52);
  });

  it("has as many columns in a line as fit, in groups of four", () => {
    expect(columnsPerLine(600, 34, 16)).toBe(16);
    expect(columnsPerLine(600, 34, 64)).toBe(16);
    expect(columnsPerLine(500, 34, 64)).toBe(12);
    expect(columnsPerLine(80, 34, 64)).toBe(2);
    expect(columnsPerLine(0, 34, 64)).toBe(1);
    expect(columnsPerLine(600, 34, 0)).toBe(1);
  });

  it("is cut so that each column is in one line", () => {
    expect(linesOf(10, 4)).toEqual([
      { first: 0, last: 3 },
      { first: 4, last: 7 },
      { first: 8, last: 9 },
    ]);
    expect(linesOf(0, 4)).toEqual([]);
  });

  it("is walked by keys, from the last row of a line into the next line", () => {
    const extent = { numRows: 2, numColumns: 10, perLine: 4 };
    const go = (key: string, row: number, column: number) => {
      const next = cellAfterKey(key, { row, column }, extent);
      return next && [next.row, next.column];
    };
    expect(go("ArrowRight", 0, 3)).toEqual([0, 4]);
    expect(go("ArrowRight", 0, 9)).toEqual([0, 9]);
    expect(go("ArrowLeft", 0, 0)).toEqual([0, 0]);
    expect(go("ArrowDown", 0, 1)).toEqual([1, 1]);
    expect(go("ArrowDown", 1, 1)).toEqual([0, 5]);
    expect(go("ArrowDown", 1, 7)).toEqual([1, 7]);
    expect(go("ArrowUp", 0, 5)).toEqual([1, 1]);
    expect(go("ArrowUp", 0, 1)).toEqual([0, 1]);
    expect(go("Home", 1, 7)).toEqual([1, 0]);
    expect(go("End", 1, 7)).toEqual([1, 9]);
    expect(go("x", 0, 0)).toBeNull();
  });
});
