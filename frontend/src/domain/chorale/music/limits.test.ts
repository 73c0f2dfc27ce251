import { describe, expect, it } from "vitest";
import { readMeta } from "./bars";
import { DIFFICULTIES, difficultyOf, limited, standingOutside, withDifficulty } from "./limits";
import { STANDARD, type Voice, voicesIn } from "./voices";

describe("limits of voices", () => {
  it("are those of a difficulty, or of their own", () => {
    for (const difficulty of DIFFICULTIES)
      expect(difficultyOf(withDifficulty(STANDARD, difficulty))).toBe(difficulty);
    expect(withDifficulty(withDifficulty(STANDARD, "easy"), "usual")).toEqual(STANDARD);
    const [first, ...others] = STANDARD as [Voice, ...Voice[]];
    expect(difficultyOf([limited(first, { low: 62, high: 70 }), ...others])).toBeNull();
    expect(difficultyOf(STANDARD.slice(1))).toBeNull();
  });

  it("are read from a document only where they are valid", () => {
    const of = (leap: unknown) => STANDARD.map((voice) => ({ ...voice, leap }));
    expect(voicesIn(of(5))).toEqual(of(5));
    expect(voicesIn(of(1))).toBe(STANDARD);
    expect(voicesIn(of("wide"))).toBe(STANDARD);
  });

  it("name the voices of which kept notes are outside, and no others", () => {
    const row = (...pitches: number[]) => pitches;
    const grid = [row(77, 65, 79, 60), row(60, 60, 50, 60), row(0, 0, 0, 0), row(0, 0, 0, 0)];
    const states = grid.map((cells, at) => cells.map(() => (at === 1 ? 2 : 0) as 0 | 2));
    const pins = grid.map((cells) => cells.map(() => true));
    const meta = readMeta({ voices: withDifficulty(STANDARD, "easy") });
    expect(standingOutside(grid, { states, pins }, meta)).toEqual([
      "Soprano: 2 notes that you keep are outside this range, the first in bar 1. They stay.",
    ]);
    expect(standingOutside(grid, { states, pins }, readMeta({}))).toEqual([]);
  });
});
