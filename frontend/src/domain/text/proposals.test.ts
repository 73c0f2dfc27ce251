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

  it("offers the whole text where nothing is marked", () => {
    expect(labels([], RENOISABLE)).toEqual(["Write the whole text anew"]);
    expect(proposalsFor({ symbols: [[]], states: [[]], free: [], selected: [], meta: {} })).toEqual(
      [],
    );
  });
});
