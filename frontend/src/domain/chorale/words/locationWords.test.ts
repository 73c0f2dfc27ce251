import { describe, expect, it } from "vitest";
import { rowNow } from "./locationWords";

const voices = (...names: string[]) => ({
  voices: names.map((name) => ({ name, clef: "treble", low: 40, high: 80, part: "" })),
});

describe("the row that a place was named by", () => {
  it.each([
    ["bar 3 beat 2 alto", 1, ["Alto", "Soprano", "Tenor", "Bass"], 0],
    ["alto in bars 3 to 5", 1, ["Soprano", "Tenor", "Alto", "Bass"], 2],
    ["bar 1 beat 1 second tenor", 1, ["Soprano", "Tenor", "Second tenor", "Bass"], 2],
    ["bar 3 beat 2 alto", 1, ["Soprano", "Mezzo", "Tenor", "Bass"], 1],
    ["bar 3 beat 2 alto", 1, ["Alto", "Alto", "Tenor", "Bass"], 1],
    ["", 2, ["Soprano", "Alto", "Tenor", "Bass"], 2],
  ])("%s, row %i, among %j is %i", (words, row, names, now) => {
    expect(rowNow(words, row, voices(...names))).toBe(now);
  });
});
