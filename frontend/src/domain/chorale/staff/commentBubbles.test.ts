import { describe, expect, it } from "vitest";
import { raisedClear } from "./commentBubbles";

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe("the bubble of a comment", () => {
  const bubble = box(100, 300, 200, 200);

  it("stays where it covers no sign", () => {
    expect(raisedClear(bubble, [box(0, 0, 80, 700), box(320, 0, 50, 700)], 20)).toEqual(bubble);
  });

  it("rises over the time signature beside the first note", () => {
    for (const width of [30, 120])
      expect(raisedClear(bubble, [box(60, 200, width, 700)], 20)).toEqual(box(100, -20, 200, 200));
  });

  it("rises over several signs, whatever their order", () => {
    const signs = [box(120, -100, 80, 100), box(50, 200, 120, 700)];
    expect(raisedClear(bubble, signs, 20).y).toBe(-320);
  });
});
