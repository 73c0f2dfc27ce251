import { expect, it } from "vitest";
import { spansOf, spliced } from "./splicing";

const bars = [0, 1, 2, 3].map((bar) => ({
  label: `Bar ${bar + 1}`,
  short: `${bar + 1}`,
  first: 4 * bar,
  last: 4 * bar + 3,
}));

it("joins neighbouring bars of the first take to one span", () => {
  expect(spansOf(bars, [true, true, false, true])).toEqual([
    [0, 7],
    [12, 15],
  ]);
  expect(spansOf(bars, [false, false, false, false])).toEqual([]);
});

it("takes the spans from the first grid and the rest from the second", () => {
  expect(spliced([[1, 2, 3, 4]], [[5, 6, 7, 8]], [[1, 2]])).toEqual([[5, 2, 3, 8]]);
});
