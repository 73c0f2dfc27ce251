import { describe, expect, it } from "vitest";
import { phrasesAround } from "./phrases";

const changed =
  (...words: number[]) =>
  (word: number) =>
    words.includes(word);

describe("changed phrases", () => {
  it("are quoted with a few words around, not with all of a long text", () => {
    expect(phrasesAround(3000, changed(1200, 2000))).toEqual([
      { first: 1196, last: 1204 },
      { first: 1996, last: 2004 },
    ]);
  });

  it("are one where they meet", () => {
    expect(phrasesAround(100, changed(10, 17))).toEqual([{ first: 6, last: 21 }]);
  });

  it("end with the text", () => {
    expect(phrasesAround(50, changed(0, 49))).toEqual([
      { first: 0, last: 4 },
      { first: 45, last: 49 },
    ]);
  });

  it("are the whole of a short text, and of one in which nothing changed", () => {
    expect(phrasesAround(12, changed(3))).toEqual([{ first: 0, last: 11 }]);
    expect(phrasesAround(50, changed())).toEqual([{ first: 0, last: 49 }]);
  });
});
