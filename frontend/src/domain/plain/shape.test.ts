import { describe, expect, it } from "vitest";
import type { KindShape } from "../../protocol";
import {
  cellName,
  cellNames,
  changedCells,
  layoutOf,
  nextSymbol,
  numFilled,
  shadesOf,
  symbolLabel,
} from "./shape";

const LOOM: KindShape = {
  kind: "loom",
  layout: "grid",
  num_rows: 2,
  row_names: ["warp", "weft"],
  symbol_labels: { "0": "", "1": "o", "2": "O" },
  imports: [],
  page: "",
};
const POEM: KindShape = { ...LOOM, kind: "poem", layout: "text", num_rows: 1, row_names: [] };
const BARE: KindShape = { ...LOOM, row_names: [], symbol_labels: {} };

describe("a kind that is known by its shape", () => {
  it("names its cells by what it says of rows", () => {
    expect(cellName(LOOM, { row: 1, column: 4 })).toBe("weft, column 5");
    expect(cellName(BARE, { row: 1, column: 4 })).toBe("row 2, column 5");
    expect(cellName({ ...BARE, num_rows: 1 }, { row: 0, column: 4 })).toBe("column 5");
    expect(cellName(POEM, { row: 0, column: 4 })).toBe("word 5");
  });

  it("names several cells row by row, runs of columns as runs", () => {
    const cells = [0, 1, 2, 8].map((column) => ({ row: 0, column }));
    expect(cellNames(LOOM, [...cells, { row: 1, column: 3 }])).toBe(
      "warp in columns 1 to 3, 9; weft in column 4",
    );
    expect(cellNames(POEM, cells)).toBe("words 1 to 3, 9");
  });

  it("labels symbols, and writes those without a label as they are", () => {
    expect([0, 1, 2, 7].map((symbol) => symbolLabel(LOOM, symbol))).toEqual(["", "o", "O", "7"]);
    expect(symbolLabel(POEM, "▢")).toBe("");
  });

  it("counts what stands there and what differs", () => {
    expect(numFilled(LOOM, [[0, 1, 2]])).toEqual({ filled: 2, all: 3 });
    expect(changedCells([[0, 1, 2]], [[0, 2, 2]])).toEqual([{ row: 0, column: 1 }]);
    expect(changedCells([[0, 1]], [[0]])).toEqual([{ row: 0, column: 1 }]);
  });

  it("draws nothing for nothing, and later symbols darker", () => {
    const shades = shadesOf(LOOM, [[0, 2, 1]]);
    expect(shades.get(0)).toBeUndefined();
    expect(shades.get(2)).toBe(1);
    expect(shades.get(1)).toBeLessThan(1);
  });

  it("goes round the symbols that can be written, and knows none where none are named", () => {
    expect([0, 1, 2].map((symbol) => nextSymbol(LOOM, symbol))).toEqual([1, 2, 0]);
    expect(nextSymbol(BARE, 1)).toBeNull();
  });

  it("reads the grid of its content by its layout", () => {
    expect(layoutOf(LOOM).gridOf({ symbols: [[1]] })).toEqual([[1]]);
    expect(layoutOf(LOOM).gridOf({})).toEqual([]);
    expect(layoutOf(POEM).gridOf({ words: ["sea"] })).toEqual([["sea"]]);
    expect(layoutOf(POEM).kind).toBe("poem");
  });
});
