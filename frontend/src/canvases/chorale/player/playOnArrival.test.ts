import { expect, it } from "vitest";
import { onlyStanding } from "./playOnArrival";

it("lets rest what is to be composed", () => {
  const grid = [
    [66, -66],
    [57, 59],
  ];
  const states = [
    [0, 1],
    [0, 2],
  ] as const;
  expect(onlyStanding(grid, states)).toEqual([
    [66, -66],
    [57, 0],
  ]);
});
