import { expect, it } from "vitest";
import { reordered } from "./takes";

const takes = [
  { id: "a", position: 1 },
  { id: "b", position: 2 },
  { id: "c", position: 3 },
];

it("writes only the positions that change when a take moves", () => {
  expect(reordered(takes, "c", 1)).toEqual([
    { id: "c", position: 2 },
    { id: "b", position: 3 },
  ]);
  expect(reordered(takes, "a", 0)).toEqual([]);
  expect(reordered(takes, "a", 9).map((one) => one.id)).toEqual(["b", "c", "a"]);
});
