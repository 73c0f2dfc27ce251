import { describe, expect, it } from "vitest";
import { numeralName } from "./chordNames";
import { chordOffers } from "./chordSuggestions";
import { tonesOf } from "./chords";

const names = (kept: number[], fifths: number, mode: "major" | "minor") =>
  chordOffers(kept, { fifths, mode }).map((chord) => numeralName(chord, { fifths, mode }));

describe("chords that could stand in a beat", () => {
  it("hold the notes that are kept, the most usual first", () => {
    expect(names([7], 1, "major").slice(0, 3)).toEqual(["I", "IV", "vi"]);
    expect(names([9, 6], 1, "major")).toContain("V7");
    for (const chord of chordOffers([4, 9], { fifths: 0, mode: "minor" }))
      expect(tonesOf(chord)).toEqual(expect.arrayContaining([4, 9]));
  });

  it("are at most five, and none where no chord of the key holds the notes", () => {
    expect(names([], -2, "minor")).toHaveLength(5);
    expect(names([0, 1, 2], 0, "major")).toEqual([]);
  });
});
