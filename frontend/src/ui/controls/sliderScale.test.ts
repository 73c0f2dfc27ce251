import { describe, expect, it } from "vitest";
import { sliderScale } from "./sliderScale";

describe("the scale of a slider", () => {
  it("maps a wide range logarithmically and returns to the same value", () => {
    const wide = sliderScale(1, 2000);
    expect(Math.round(wide.toValue(wide.toPlace(64)))).toBe(64);
    expect(sliderScale(0.1, 2).toValue(500)).toBeCloseTo(1.05);
  });
});
