import { expect, it } from "vitest";
import { curvePoints, ticks } from "./curve";

it("draws one point a step, and thins long runs to the width", () => {
  expect(curvePoints([1, 0.25, 0], 2, 100, 20)).toBe("0.0,0.0 50.0,10.0 100.0,20.0");
  expect(curvePoints(new Array(2000).fill(0.5), 2000, 100, 20).split(" ")).toHaveLength(100);
});

it("sets ticks at round steps", () => {
  expect(ticks(64, 70)).toHaveLength(65);
  expect(ticks(2000, 50)[1]).toBe(50);
});
