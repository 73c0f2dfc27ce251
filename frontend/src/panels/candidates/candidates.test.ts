import { describe, expect, it } from "vitest";
import type { StateGrid } from "../../domain/cells";
import {
  candidateInView,
  isAsBefore,
  isStillOpen,
  isUnchangedSince,
  neighbour,
  shownCandidates,
  twinOf,
} from "./candidates";

describe("walking through candidates", () => {
  it("begins with the original and leaves hidden ones out", () => {
    expect(shownCandidates(4, new Set([1]))).toEqual([-1, 0, 2, 3]);
  });

  it("lists them as they are numbered", () => {
    expect(shownCandidates(3, new Set())).toEqual([-1, 0, 1, 2]);
    expect(shownCandidates(3, new Set([0]))).toEqual([-1, 1, 2]);
  });

  it("goes one on or back and holds at the ends", () => {
    const shown = shownCandidates(3, new Set());
    expect(neighbour(shown, -1, 1)).toBe(0);
    expect(neighbour(shown, 2, 1)).toBe(2);
    expect(neighbour(shown, -1, -1)).toBe(-1);
    expect(neighbour(shownCandidates(3, new Set([1])), 0, 1)).toBe(2);
  });

  it("knows which candidate of a generation is in view", () => {
    expect(candidateInView({ view: "canvas" }, "g")).toBe(-1);
    const stage = { view: "candidate", generation: "g", candidate: 2, step: null } as const;
    expect(candidateInView(stage, "g")).toBe(2);
    expect(candidateInView(stage, "h")).toBeNull();
  });

  it("has nothing to take before something stands in a free cell", () => {
    const isNothing = (symbol: number | string) => symbol === "▢";
    const states = [[0, 2, 2]] as const;
    const grid = (...words: string[]) => [words];
    const isOpen = (...words: string[]) =>
      isStillOpen(grid(...words), states as unknown as StateGrid, isNothing);
    expect(isOpen("the", "▢", "▢")).toBe(true);
    expect(isOpen("the", "calm", "▢")).toBe(false);
    expect(isStillOpen(grid("the"), [[0]] as StateGrid, isNothing)).toBe(false);
  });

  it("is as before where the same words stand, open places left out", () => {
    const isNothing = (symbol: number | string) => symbol === "▢" || symbol === "";
    const before = [["a", "calm", "sea", "▢"]];
    expect(isAsBefore(before, [["a", "calm", "sea", ""]], isNothing)).toBe(true);
    expect(isAsBefore(before, [["a", "quiet", "sea", ""]], isNothing)).toBe(false);
  });

  it("calls the canvas the original until a note of it changes", () => {
    expect(isUnchangedSince([[60, -60]], [[60, -60]])).toBe(true);
    expect(isUnchangedSince([[60, -60]], [[60, 62]])).toBe(false);
    expect(isUnchangedSince([[60, -60]], [[60, -60, 0]])).toBe(false);
    expect(isUnchangedSince(null, [[60]])).toBe(true);
  });

  it("knows which candidate before one came out as the same", () => {
    const grids = [[["calm", "sea"]], [["dark", "sea"]], [["calm", "sea"]]];
    const gridOf = (one: number) => grids[one] ?? null;
    expect([0, 1, 2].map((one) => twinOf(one, [0, 1, 2], gridOf))).toEqual([null, null, 0]);
    expect(twinOf(0, [2, 1, 0], gridOf)).toBe(2);
    expect(twinOf(3, [0, 3], gridOf)).toBeNull();
  });
});
