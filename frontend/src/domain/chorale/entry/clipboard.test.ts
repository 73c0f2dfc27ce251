import { describe, expect, it } from "vitest";
import { copyPassage, pastePassage } from "./clipboard";

const rest = [0, 0, 0, 0, 0, 0, 0, 0];
const grid = [[60, -60, 60, -60, 62, -64, 0, 0], rest, rest, rest];

describe("copying", () => {
  it("brings a passage back elsewhere, in another voice if it has one voice", () => {
    const cells = [0, 1, 2, 3].map((column) => ({ row: 0, column }));
    const passage = copyPassage(grid, cells);
    const { writes } = pastePassage(grid, passage as never, { row: 2, column: 4 });
    const after = [...rest];
    for (const { row, column, symbol } of writes) if (row === 2) after[column] = symbol;
    expect(after.slice(4)).toEqual([60, -60, 60, -60]);
  });

  it("leaves out what lies beyond the end", () => {
    const passage = copyPassage(grid, [
      { row: 0, column: 0 },
      { row: 0, column: 1 },
    ]);
    const { writes, last } = pastePassage(grid, passage as never, { row: 1, column: 7 });
    expect(writes).toEqual([{ row: 1, column: 7, symbol: 60 }]);
    expect(last).toBe(7);
  });
});
