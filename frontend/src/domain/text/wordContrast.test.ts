import { describe, expect, it } from "vitest";
import { contrastOf, isContentWord, numChangedWords, strongestOf } from "./wordContrast";
import { FREE } from "./words";

const times = (word: string, count: number) => new Array<string>(count).fill(word);

describe("the contrast of two sets of words", () => {
  it("puts first what the first set has more often, and last what the second has", () => {
    const found = contrastOf(
      [...times("guns", 12), ...times("the", 20), ...times("sand", 2)],
      [...times("sand", 14), ...times("the", 20), "boats"],
    );
    expect(found.map(({ word }) => word)).toEqual(["guns", "the", "boats", "sand"]);
    expect(found[0]).toMatchObject({ first: 12, second: 0 });
    expect(Math.abs(found[1]?.z ?? 9)).toBeLessThan(0.5);
  });

  it("is the same the other way round, with the signs turned", () => {
    const [one, other] = [
      ["a", "a", "b"],
      ["b", "c"],
    ];
    const [there, back] = [contrastOf(one, other), contrastOf(other, one)];
    for (const { word, z } of there)
      expect(back.find((same) => same.word === word)?.z).toBeCloseTo(-z);
  });

  it("gives each side the words that it has more often, and no word that both have alike", () => {
    const found = contrastOf(
      [...times("guns", 5), "sand", "sea", "boats"],
      [...times("sand", 4), "guns", "sea", ...times("wind", 9)],
    );
    expect(found.find(({ word }) => word === "sea")?.z).toBeGreaterThan(0);
    expect(strongestOf(found, 0, 8).map(({ word }) => word)).toEqual(["guns", "boats"]);
    expect(strongestOf(found, 1, 1).map(({ word }) => word)).toEqual(["wind"]);
  });

  it("follows the published formula", () => {
    // 3 of 4 against 1 of 4, half an observation of both words in each set.
    const [first] = contrastOf(["war", "war", "war", "sea"], ["war", "sea", "sea", "sea"]);
    const ratio = Math.log(3.5 / 1.5) - Math.log(1.5 / 3.5);
    expect(first?.z).toBeCloseTo(ratio / Math.sqrt(1 / 3.5 + 1 / 1.5));
  });

  it("counts no marks, no slots and no seams of pieces, and reads upper case as lower", () => {
    const found = contrastOf(["The", "the", ",", FREE, "ba\u2063ck"], ["back"]);
    expect(found.map(({ word, first, second }) => [word, first, second])).toEqual([
      ["the", 2, 0],
      ["back", 1, 1],
    ]);
  });

  it("has an end where a set has one word alone, or none", () => {
    for (const { z } of contrastOf(["war", "war"], [])) expect(Number.isFinite(z)).toBe(true);
    expect(contrastOf([], [])).toEqual([]);
  });
});

it("words with a meaning of their own are told from the others", () => {
  expect(["war", "played", "Harbour"].every(isContentWord)).toBe(true);
  expect(["The", "isn't", "I", ",", FREE, "she'd"].some(isContentWord)).toBe(false);
});

describe("the words that changed", () => {
  it("are counted without marks", () => {
    const before = ["The", "sea", ",", "again", "."];
    expect(numChangedWords(["The", "sand", ";", "again", "!"], before)).toEqual({
      numChanged: 1,
      numWords: 3,
    });
  });
});
