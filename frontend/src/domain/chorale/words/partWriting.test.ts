import { describe, expect, it } from "vitest";
import { allNotes, changedNotes, pitchSpan } from "../music/notes";
import { partWritingOf, partWritingSentence } from "./partWriting";

const rest = [0, 0];

describe("figures of a grid", () => {
  it("counts a fifth that moves to a fifth in the same direction", () => {
    const grid = [[67, 69], [60, 62], rest, rest];
    expect(partWritingOf(grid).parallelFifths).toBe(1);
    expect(partWritingSentence(partWritingOf(grid))).toBe("1 parallel fifth");
  });

  it("counts no parallel where a fifth is repeated or approached in contrary motion", () => {
    expect(partWritingOf([[67, 67], [60, 60], rest, rest]).parallelFifths).toBe(0);
    expect(partWritingOf([[67, 72], [60, 53], rest, rest]).parallelFifths).toBe(0);
  });

  it("counts octaves and notes outside a voice's range", () => {
    const figures = partWritingOf([[72, 74], [60, 62], rest, [30, -30]]);
    expect(figures.parallelOctaves).toBe(1);
    expect(figures.outOfRange).toBe(1);
    expect(partWritingSentence(figures)).toBe("1 parallel octave · 1 out of range");
  });
});

describe("notes of a grid", () => {
  it("joins continuations to their onset and splits at a change of pitch", () => {
    expect(allNotes([[60, -60, -62, 0]])).toEqual([
      { row: 0, start: 0, length: 2, pitch: 60 },
      { row: 0, start: 2, length: 1, pitch: 62 },
    ]);
  });

  it("names the notes that another grid does not have", () => {
    const base = [[60, -60, 62, -62]];
    const other = allNotes([[60, -60, 64, -64]]);
    expect([...changedNotes(other, base)]).toEqual([other[1]]);
    expect(changedNotes(allNotes(base), base).size).toBe(0);
  });

  it("spans all pitches of several grids", () => {
    expect(pitchSpan([[[60, -60]], [[0, 43]]])).toEqual([43, 60]);
    expect(pitchSpan([[[0, 0]]])).toEqual([36, 81]);
  });
});
