import { describe, expect, it } from "vitest";
import { behindOf, syllableBetween, withSyllable } from "./lyrics";

describe("what stands behind a syllable", () => {
  it.each([
    ["", "single"],
    ["-", "begin"],
    ["_", "single"],
  ] as const)("%s comes back as it was written", (behind, syllabic) => {
    const syllable = syllableBetween("Ah", 1, false, behind);
    expect(syllable.syllabic).toBe(syllabic);
    expect(behindOf(syllable)).toBe(behind);
  });

  it("is a line only where it is one", () => {
    expect(syllableBetween("men", 2, true, "_")).toEqual({
      text: "men",
      syllabic: "end",
      verse: 2,
      extends: true,
    });
    expect(syllableBetween("men", 2, true, "")).not.toHaveProperty("extends");
    expect(behindOf(null)).toBe("");
  });
});

it("a syllable takes the place of the one in its verse, and an empty one takes it away", () => {
  const [first, second] = [syllableBetween("A", 1, false, "-"), syllableBetween("O", 2, false, "")];
  const other = syllableBetween("E", 1, false, "_");
  expect(withSyllable([first, second], other)).toEqual([other, second]);
  expect(withSyllable([first, second], { ...other, text: "" })).toEqual([second]);
});
