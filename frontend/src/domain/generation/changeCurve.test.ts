import { expect, it } from "vitest";
import { curvePoints, ticks } from "./changeCurve";

const box = { left: 0, width: 100, top: 0, height: 20 };

it("draws one point a step, and thins long runs to the width", () => {
  expect(curvePoints([1, 0.25, 0], 0, 2, box)).toBe("0.0,0.0 50.0,10.0 100.0,20.0");
  expect(curvePoints(new Array(2000).fill(0.5), 0, 2000, box).split(" ")).toHaveLength(100);
});

it("begins where a branch begins, and draws nothing of a single step", () => {
  expect(curvePoints([1, 0], 1, 2, { ...box, left: 8 })).toBe("58.0,0.0 108.0,20.0");
  expect(curvePoints([1], 0, 2, box)).toBe("");
});

it("sets ticks at round steps", () => {
  expect(ticks(64, 70)).toHaveLength(65);
  expect(ticks(2000, 50)[1]).toBe(50);
});
