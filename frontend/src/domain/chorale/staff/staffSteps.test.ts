import { describe, expect, it } from "vitest";
import {
  alterInForce,
  movedBySteps,
  nearestStep,
  pitchOfStep,
  signatureAlter,
  stepOf,
  stepOfPitch,
} from "./staffSteps";

const C = { fifths: 0, mode: "major" } as const;
const D = { fifths: 2, mode: "major" } as const;
const step = (letter: string, octave: number) => stepOf({ letter, octave });
const note = (pitch: number, length: number) => [
  pitch,
  ...Array.from({ length: length - 1 }, () => -pitch),
];

describe("steps of a staff", () => {
  it("are letters in octaves, from C0", () => {
    expect(step("C", 4)).toBe(28);
    expect(pitchOfStep(28, 0)).toBe(60);
    expect(pitchOfStep(step("B", 3), -1)).toBe(58);
    expect(stepOfPitch(66, D)).toBe(step("F", 4));
  });

  it("find a letter at most a fourth away, in either direction", () => {
    expect(nearestStep("G", step("E", 4))).toBe(step("G", 4));
    expect(nearestStep("B", step("C", 4))).toBe(step("B", 3));
    expect(nearestStep("B", step("F", 4))).toBe(step("B", 4));
    expect(nearestStep("F", step("B", 4))).toBe(step("F", 4));
    expect(nearestStep("C", step("C", 5))).toBe(step("C", 5));
  });

  it("are altered by the signature", () => {
    expect(["F", "C", "G"].map((letter) => signatureAlter(step(letter, 4), 2))).toEqual([1, 1, 0]);
    expect(["B", "E", "A"].map((letter) => signatureAlter(step(letter, 4), -2))).toEqual([
      -1, -1, 0,
    ]);
    expect(signatureAlter(step("F", 4), 0)).toBe(0);
  });

  it("keep an accidental to the end of its bar, on its own staff", () => {
    const symbols = [[...note(66, 4), ...note(67, 28)], note(60, 32), note(55, 32), note(48, 32)];
    const at = (to: number, rows: readonly number[], from = 0) =>
      alterInForce(step("F", 4), { symbols, rows, from, to }, C);
    expect(at(8, [0])).toBe(1);
    expect(at(0, [0])).toBe(0);
    expect(at(8, [1])).toBe(0);
    expect(at(20, [0], 16)).toBe(0);
  });

  it("move a note by lines and spaces within its key, and no further than a canvas holds", () => {
    const moved = { row: 0, start: 0, length: 4, pitch: 64 };
    expect(movedBySteps(moved, 1, D)).toBe(66);
    expect(movedBySteps(moved, -2, D)).toBe(61);
    expect(movedBySteps({ ...moved, pitch: 107 }, 3, D)).toBe(108);
    expect(movedBySteps({ ...moved, pitch: 63 }, 0, D)).toBe(63);
  });
});
