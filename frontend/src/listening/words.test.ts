import { describe, expect, it } from "vitest";
import { ownResult, titleOf } from "./words";

describe("a listening test in words", () => {
  it("is called by whose pieces the real ones are", () => {
    expect(titleOf({ real_name: "Bach's chorales" })).toBe("Bach or model?");
    expect(titleOf({ real_name: "" })).toBe("Person or model?");
  });

  it("says a listener's own result beside a coin's, without flattery", () => {
    expect(ownResult(12, 20)).toContain("right 12 times in 20 answers, which is well within");
    expect(ownResult(18, 20)).toContain("more than a coin's luck");
    expect(ownResult(1, 20)).toContain("right once in 20 answers, fewer than");
    expect(ownResult(0, 0)).toBe("You answered nothing.");
  });
});
