import { describe, expect, it } from "vitest";
import { doubtLevels, doubtRanks, doubtSentence } from "./doubt";

describe("doubt beside that of the rest of the text", () => {
  it("leaves most words pale, also where the model doubts nearly all of them", () => {
    const levels = doubtLevels(Array.from({ length: 100 }, (_, index) => 0.92 + index / 1250));
    expect(levels.filter((level) => level === 0)).toHaveLength(60);
    expect(levels.filter((level) => level === 6)).toHaveLength(3);
    expect(levels.at(-1)).toBe(6);
  });

  it("marks nothing that the model is sure of", () => {
    expect(doubtLevels([0.01, 0.02, 0.03])).toEqual([0, 0, 0]);
  });

  it("shows the one doubted word of a short text", () => {
    expect(doubtLevels([0.1, 0.98, 0.1, 0.1])).toEqual([expect.any(Number), 6, 0, 0]);
  });

  it("says how a word is doubted beside the others", () => {
    expect(doubtRanks([0.2, 0.9, 0.5])).toEqual([2, 0, 1]);
    expect(doubtSentence(0, 5)).toBe("doubted most of all words");
    expect(doubtSentence(1, 5)).toBe("doubted more than 75 % of the other words");
    expect(doubtSentence(4, 5)).toBe("doubted more than 0 % of the other words");
  });
});
