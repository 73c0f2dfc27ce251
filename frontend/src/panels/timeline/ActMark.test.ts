import { expect, it } from "vitest";
import type { Act } from "../../protocol";
import { marksOf } from "./ActMark";

const act = (number: number, over: Partial<Act>): Act =>
  ({ id: `${number}`, number, kind: "cells", candidate: null, from_step: 81, ...over }) as Act;

it("sets acts at the step they hold from, pauses at the step after which they came", () => {
  const acts = [
    act(1, { from_step: 40 }),
    act(2, { kind: "pause", from_step: 41 }),
    act(3, { candidate: 1, from_step: 50 }),
    act(4, { from_step: null }),
  ];
  expect(marksOf(acts, 0).map((mark) => [mark.step, mark.acts.map((one) => one.number)])).toEqual([
    [40, [1, 2]],
  ]);
  expect(marksOf(acts, 1).map((mark) => mark.step)).toEqual([40, 50]);
});
