import { describe, expect, it } from "vitest";
import {
  dynamicOf,
  freeNumber,
  isOfNote,
  isSameSign,
  linesOf,
  placeOfDrawn,
  type Sign,
  signName,
  turned,
} from "./signs";

const start = (number?: number): Sign => ({
  kind: "slur",
  name: "start",
  ...(number ? { number } : {}),
});
const stop = (number?: number): Sign => ({ ...start(number), name: "stop" });

describe("lines", () => {
  it("end where the next one begins, and an end without a beginning is none", () => {
    const ends = [
      [0, start()],
      [8, start()],
      [8, stop()],
      [16, stop()],
      [20, stop()],
    ] as const;
    expect(linesOf(ends, "slur").map(({ first, last }) => [first, last])).toEqual([
      [0, 8],
      [8, 16],
    ]);
    expect(linesOf(ends, "wedge")).toEqual([]);
  });

  it("over others have a number of their own", () => {
    const lines = linesOf(
      [
        [0, start()],
        [8, stop()],
        [4, start(2)],
        [12, stop(2)],
      ],
      "slur",
    );
    expect(freeNumber(lines, { first: 8, last: 10 })).toBe(3);
    expect(freeNumber(lines, { first: 16, last: 20 })).toBe(1);
    const many = Array.from({ length: 16 }, (_, at) => ({
      first: 0,
      last: 4,
      begins: start(at + 1),
    }));
    expect(freeNumber(many, { first: 0, last: 4 })).toBeNull();
  });
});

describe("a sign", () => {
  it("belongs to its note, or stays in its place", () => {
    expect([start(), { kind: "articulations", name: "accent" }].every(isOfNote)).toBe(true);
    expect([{ kind: "wedge", name: "stop" }, dynamicOf("p")].some(isOfNote)).toBe(false);
  });

  it("is known in whatever order its words come", () => {
    expect(isSameSign({ kind: "words", text: "a" }, { text: "a", kind: "words" })).toBe(true);
    expect(isSameSign(start(), start(2))).toBe(false);
  });

  it("is turned round through all its sides", () => {
    const accent: Sign = { kind: "articulations", name: "accent" };
    expect([turned(accent).side, turned(turned(accent)).side]).toEqual(["below", "above"]);
    expect(turned(turned(turned(accent)))).toEqual(accent);
    expect(turned(turned(dynamicOf("f")))).toEqual(dynamicOf("f"));
  });

  it("has a name that people read, and one in the drawing", () => {
    expect(dynamicOf("mezza voce")).toEqual({
      kind: "dynamics",
      name: "other-dynamics",
      text: "mezza voce",
    });
    const names = [dynamicOf("mf"), start(), { kind: "articulations", name: "strong-accent" }];
    expect(names.map(signName)).toEqual(["dynamic mf", "slur", "marcato"]);
    expect(signName({ kind: "system", text: "Refrain" })).toBe("system text Refrain");
    expect(placeOfDrawn("s-T-12-1")).toEqual({ row: 2, column: 12, index: 1 });
    expect(placeOfDrawn("n-T-12")).toBeNull();
  });
});
