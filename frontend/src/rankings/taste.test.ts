import { describe, expect, it } from "vitest";
import { preferenceWords } from "../domain/takes/preference";
import { isAhead, ofHundred, weightSentence } from "./taste";

describe("a taste in words", () => {
  it("says what more of a part does to a take, against its equal", () => {
    expect(weightSentence(0.5)).toBe("wins 62 of 100 against its equal");
    expect(weightSentence(-0.5)).toBe("wins 38 of 100 against its equal");
    expect(weightSentence(0.001)).toBe("makes no difference");
  });

  it("is ahead of the grade only where the whole interval is", () => {
    expect(isAhead({ value: 0.1, low: 0.02, high: 0.2 })).toBe(true);
    expect(isAhead({ value: 0.1, low: -0.02, high: 0.2 })).toBe(false);
  });

  it("writes shares and preferences as people read them", () => {
    expect(ofHundred(0.713)).toBe("71");
    expect([1.24, -0.36, -0.01].map(preferenceWords)).toEqual(["+1.2", "−0.4", "+0.0"]);
  });
});
