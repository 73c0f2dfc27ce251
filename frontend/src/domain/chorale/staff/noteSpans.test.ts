import { describe, expect, it } from "vitest";
import { readMeta } from "../music/bars";
import { spanAt, spanBeside } from "./noteSpans";

const time = readMeta({ metre: "4/4", pickup: 0 });
const line = (...notes: [number, number][]): number[] =>
  notes.flatMap(([pitch, length]) =>
    Array.from({ length }, (_, index) => (index === 0 || pitch === 0 ? pitch : -pitch)),
  );

describe("what an arrow passes on paper", () => {
  const row = line([60, 4], [62, 8], [0, 12], [64, 8]);

  it("is a note as a whole, also over a bar line", () => {
    expect(spanAt(row, 0, 9, time)).toEqual({ row: 0, start: 4, length: 8 });
    expect(spanAt(line([60, 12], [62, 8], [0, 12]), 2, 18, time)).toEqual({
      row: 2,
      start: 12,
      length: 8,
    });
  });

  it("is a rest up to the next note or bar line", () => {
    expect(spanAt(row, 0, 13, time)).toEqual({ row: 0, start: 12, length: 4 });
    expect(spanAt(row, 0, 23, time)).toEqual({ row: 0, start: 16, length: 8 });
  });

  it("goes on to the neighbour, and stays at either end", () => {
    const next = (direction: -1 | 1, first: number, last = first) =>
      spanBeside(row, 0, { first, last }, { direction, time }).start;
    expect([next(1, 0, 3), next(1, 4, 11), next(1, 12, 15)]).toEqual([4, 12, 16]);
    expect([next(-1, 24, 31), next(-1, 16, 23), next(-1, 12, 15)]).toEqual([16, 12, 4]);
    expect([next(-1, 0, 3), next(1, 24, 31)]).toEqual([0, 24]);
  });
});
