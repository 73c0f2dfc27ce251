import { expect, it } from "vitest";
import { proposalsFor } from "./proposals";

const CELLS = [
  { row: 0, column: 0 },
  { row: 0, column: 1 },
];
const labels = (free: typeof CELLS, selected: typeof CELLS, symbols = [[0, 1]]) =>
  proposalsFor({ symbols, free, selected }, "cell").map(({ label }) => label);

it("composes what is selected before what is marked, all where neither is, and nothing of nothing", () => {
  expect(labels([CELLS[0]!], [CELLS[1]!])).toEqual([
    "Compose 1 selected cell",
    "Compose 1 marked cell",
  ]);
  expect(labels(CELLS, [CELLS[0]!])[0]).toBe("Compose 2 marked cells");
  expect(labels([], [])).toEqual(["Compose all of it anew"]);
  expect(labels([], [], [])).toEqual([]);
});
