import { describe, expect, it } from "vitest";
import { columnEdges, columnsUpTo, type LineBar } from "./columnEdges";

const bar = (first: number, begin: number, left: number, right: number): LineBar => ({
  rows: [0],
  bar: { number: 1 + first / 16, first, length: 16, metre: "4/4" },
  begin,
  left,
  right,
  top: 0,
  bottom: 720,
  bottomStep: 30,
  anchors: [
    { column: first, x: left },
    { column: first + 8, x: (left + right) / 2 },
  ],
});
const LINE = [bar(16, 0, 2_000, 6_000), bar(32, 6_000, 6_300, 10_000)];

describe("the columns of a line of staves", () => {
  const edges = columnEdges(LINE);

  it("begin before their heads, a bar's first one at its bar line, and end with the line", () => {
    expect(edges).toHaveLength(33);
    expect(edges[0]).toBe(1_810);
    expect(edges[16]).toBe(6_000);
    expect(edges[32]).toBe(10_000);
    expect(edges.every((edge, index) => index === 0 || edge >= (edges[index - 1] as number))).toBe(
      true,
    );
  });

  it("are found under a pointer, the nearest one where it points beside them", () => {
    expect(columnsUpTo(edges, -500)).toBe(1);
    expect(columnsUpTo(edges, 2_000)).toBe(1);
    expect(columnsUpTo(edges, 6_000)).toBe(17);
    expect(columnsUpTo(edges, 99_999)).toBe(32);
    for (let column = 0; column < 32; column++) {
      const middle = ((edges[column] as number) + (edges[column + 1] as number)) / 2;
      expect(columnsUpTo(edges, middle)).toBe(column + 1);
    }
  });
});
