import { describe, expect, it } from "vitest";
import { nextOffered, offeredPhrase, phrasesAround, wordsThatDiffer } from "./phrases";

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

describe("what is offered in the text", () => {
  const isOffered = (word: number) => [1, 2, 5, 6, 7].includes(word);

  it("is taken from a place on, and from the beginning after the end", () => {
    expect(nextOffered(9, isOffered, 3)).toBe(5);
    expect(nextOffered(9, isOffered, 8)).toBe(1);
    expect(nextOffered(9, () => false, 0)).toBeNull();
  });

  it("belongs together up to a word that was kept", () => {
    const words = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    const spaces = words.map(() => " ");
    expect(offeredPhrase(words, spaces, isOffered, 1)).toEqual({ first: 1, last: 2 });
    expect(offeredPhrase(words, spaces, isOffered, 6)).toEqual({ first: 5, last: 7 });
  });

  it("ends with the sentence and its closing mark, and with the line", () => {
    const words = ["“", "Go", "!", "”", "she", "said", ".", "Rain"];
    const spaces = ["", "", "", "", " ", " ", "", "\n"];
    const all = () => true;
    expect(offeredPhrase(words, spaces, all, 1)).toEqual({ first: 0, last: 3 });
    expect(offeredPhrase(words, spaces, all, 5)).toEqual({ first: 4, last: 6 });
    const plain = words.map((word) => (word === "." ? "then" : word));
    expect(offeredPhrase(plain, spaces, all, 5)).toEqual({ first: 4, last: 6 });
  });
});

describe("compared texts", () => {
  it("differ where one of the same length has another word", () => {
    const text = ["a", "b", "c"];
    expect(wordsThatDiffer(text, [text, ["a", "x", "c"], ["a", "b"]])).toEqual(new Set([1]));
    expect(wordsThatDiffer(text, [text, ["a"]])).toBeNull();
  });
});
