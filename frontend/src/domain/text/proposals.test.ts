import { describe, expect, it } from "vitest";
import { type CellState, MASKED, RENOISABLE } from "../cells";
import { proposalsFor } from "./proposals";
import { FREE } from "./words";

const WORDS = ["The", "sea", "was", FREE, FREE, "."];

function labels(marked: number[], state: CellState, selected: number[] = []): string[] {
  const cells = (columns: number[]) => columns.map((column) => ({ row: 0, column }));
  const states = [WORDS.map((_, column) => (marked.includes(column) ? state : 0))];
  const canvas = { symbols: [WORDS], states, free: cells(marked), selected: cells(selected) };
  return proposalsFor({ ...canvas, meta: {} }).map(({ label }) => label);
}

describe("what can be written", () => {
  it("counts words and slots, and no marks", () => {
    expect(labels([3, 4, 5], RENOISABLE)).toEqual(["Write 2 words"]);
    expect(labels([1], MASKED)).toEqual(["Rewrite 1 doubted word"]);
  });

  it("puts what is selected first, and offers what is marked beside it", () => {
    expect(labels([3, 4], RENOISABLE, [0, 1])).toEqual([
      "Write 2 selected words anew",
      "Write 2 words",
    ]);
  });

  it("says a long run of doubted words in other words, if a language model is here", () => {
    const words = "She could not remember where it was".split(" ");
    const proposed = (doubted: number[], canSayAgain: boolean, free: number[] = []) => {
      const states = [words.map((_, column) => (doubted.includes(column) ? MASKED : RENOISABLE))];
      const cells = [...doubted, ...free].map((column) => ({ row: 0, column }));
      const canvas = { symbols: [words], states, free: cells, selected: [], meta: {} };
      return proposalsFor(canvas, null, canSayAgain).map(({ label, values }) => [label, values]);
    };
    const other = { wording: "other", num_steps: 12 };
    expect(proposed([2, 3, 4, 5], true)).toEqual([
      ["Reword 4 doubted words", other],
      ["Rewrite word by word", undefined],
    ]);
    expect(proposed([2, 3, 4, 5], false)).toEqual([["Rewrite 4 doubted words", undefined]]);
    expect(proposed([1, 2, 3, 5], true)).toEqual([["Rewrite 4 doubted words", undefined]]);
    expect(proposed([2, 3, 4, 5], true, [0])).toEqual([["Write 5 words", other]]);
  });

  it("offers the whole text where nothing is marked", () => {
    expect(labels([], RENOISABLE)).toEqual(["Write the whole text anew"]);
    expect(proposalsFor({ symbols: [[]], states: [[]], free: [], selected: [], meta: {} })).toEqual(
      [],
    );
  });
});
