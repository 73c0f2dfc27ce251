// Tuplets follow what becomes of their cells, and are made of note values.
import { describe, expect, it } from "vitest";
import type { Sign } from "./signs";
import {
  divided,
  type OwnNote,
  refitted,
  type Tuplet,
  tupletOf,
  tupletsOf,
  withNote,
} from "./tuplets";

const TRIPLET: Sign = {
  kind: "tuplet",
  name: "3:2",
  notes: [
    [8, 67, "G"],
    [8, 69, ""],
    [8, 71, ""],
  ],
};
const made = tupletOf(TRIPLET, 0, 4) as Tuplet;
const TIME = { metre: "4/4", pickup: 0 } as const;

const row = (...cells: readonly number[]): number[] =>
  Array.from({ length: 16 }, (_, column) => cells[column - 4] ?? 0);
const pitches = (sign: Sign | null) => sign?.notes?.map(([, pitch]) => pitch) ?? null;

describe("a tuplet", () => {
  it("stands while its cells are as it gives them", () => {
    const placed = [[0, 4, [TRIPLET]]] as const;
    expect(tupletsOf(placed, [row(67, 69, -69, 71)], TIME)).toHaveLength(1);
    expect(tupletsOf(placed, [row(67, 69, 70, 71)], TIME)).toHaveLength(0);
    expect(tupletsOf(placed, [row(67, 69, -69, 71)], { ...TIME, pickup: 6 })).toHaveLength(0);
  });

  it("goes with notes that are raised, replaced or erased in their place", () => {
    expect(pitches(refitted(made, row(69, 71, -71, 73)))).toEqual([69, 71, 73]);
    expect(pitches(refitted(made, row(67, 0, 0, 71)))).toEqual([67, 0, 71]);
    expect(pitches(refitted(made, row(67, 69, -69, 71)))).toEqual([67, 69, 71]);
  });

  it("is gone where the rhythm is another, or all of it was erased", () => {
    expect(refitted(made, row(67, -67, 69, 71))).toBeNull();
    expect(refitted(made, row(0, 0, 0, 0))).toBeNull();
  });

  it("keeps a letter only while its pitch is the same", () => {
    expect(refitted(made, row(67, 69, -69, 72))?.notes?.[0]?.[2]).toBe("G");
    expect(refitted(made, row(66, 69, -69, 72))?.notes?.[0]?.[2]).toBe("");
  });

  it("moves a note without a cell with the one before it", () => {
    const fine = tupletOf(
      { ...TRIPLET, notes: [67, 69, 71].map((pitch): OwnNote => [4, pitch, ""]) },
      0,
      4,
    ) as Tuplet;
    expect(pitches(refitted(fine, row(69, 73)))).toEqual([69, 71, 73]);
  });
});

describe("a note value", () => {
  it.each([
    [4, 3, { normal: 2, unit: 8 }],
    [8, 3, { normal: 2, unit: 16 }],
    [2, 3, { normal: 2, unit: 4 }],
    [4, 5, { normal: 4, unit: 4 }],
    [4, 7, { normal: 4, unit: 4 }],
    [6, 2, { normal: 3, unit: 8 }],
    [6, 4, { normal: 3, unit: 8 }],
    [4, 2, null],
    [5, 3, null],
  ])("of %i sixteenths is divided into %i", (length, actual, found) => {
    expect(divided(length, actual)).toEqual(found);
  });
});

describe("writing in a tuplet", () => {
  const rests: OwnNote[] = [
    [8, 0, ""],
    [8, 0, ""],
    [8, 0, ""],
  ];

  it("puts a note in the place of others, and rests behind it", () => {
    expect(withNote(rests, 0, [16, 67, ""])).toEqual([
      [16, 67, ""],
      [8, 0, ""],
    ]);
    expect(withNote(rests, 1, [4, 67, ""])).toEqual([
      [8, 0, ""],
      [4, 67, ""],
      [4, 0, ""],
      [8, 0, ""],
    ]);
    expect(withNote(rests, 2, [16, 67, ""])).toBeNull();
  });
});
