import { describe, expect, it } from "vitest";
import type { Grid } from "../../cells";
import { readMeta } from "../music/bars";
import { descriptionsOf } from "./description";

const C = readMeta({ fifths: 0, mode: "major" });

/** A voice of quarter notes. */
const quarters = (...pitches: number[]) =>
  pitches.flatMap((pitch) => [pitch, -pitch, -pitch, -pitch]);
const MELODY = quarters(64, 65, 67, 72);
const piece = (alto: number[], tenor: number[], bass: number[]): Grid => [
  MELODY,
  quarters(...alto),
  quarters(...tenor),
  quarters(...bass),
];
/** I IV V I, in root position. */
const AUTHENTIC = piece([60, 60, 62, 64], [55, 57, 59, 55], [48, 53, 55, 48]);
/** I IV V vi. */
const DECEPTIVE = piece([60, 60, 62, 60], [55, 57, 59, 64], [48, 53, 55, 57]);
/** I ii6 V I. */
const BY_II6 = piece([60, 62, 62, 64], [55, 57, 59, 55], [48, 53, 55, 48]);

describe("a description", () => {
  it("says how each candidate closes", () => {
    const [one, other] = descriptionsOf([AUTHENTIC, DECEPTIVE], C, []);
    expect(one).toMatch(/^authentic close/);
    expect(other).toMatch(/^deceptive close/);
  });

  it("names the first place in which two differ that read alike", () => {
    expect(descriptionsOf([AUTHENTIC, BY_II6], C, [])).toEqual([
      "authentic close, stays in C major, plain chords",
      "authentic close, stays in C major, plain chords, bar 1: ii6 instead of IV",
    ]);
  });

  it("names a note where the chords are the same", () => {
    const [melody, ...others] = AUTHENTIC as number[][];
    const other = [melody as number[], ...others.map((row) => [...row])];
    other[1]?.splice(12, 4, ...quarters(67));
    expect(descriptionsOf([AUTHENTIC, other], C, [])[1]).toMatch(/, bar 1: alto G4, not E4$/);
  });

  it("is the same for the same notes alone", () => {
    const all = descriptionsOf([AUTHENTIC, BY_II6, AUTHENTIC, DECEPTIVE, BY_II6], C, []);
    expect(new Set(all).size).toBe(3);
    expect(all[0]).toBe(all[2]);
  });

  it("names the key that a dominant leads to", () => {
    // vi D6 G I
    const away = [
      quarters(64, 62, 62, 60),
      ...piece([60, 60, 62, 64], [57, 57, 59, 55], [45, 54, 55, 60]).slice(1),
    ];
    const [one, other] = descriptionsOf([AUTHENTIC, away], C, []);
    expect(one).toContain("stays in C major");
    expect(other).toContain("touches G major");
  });
});
