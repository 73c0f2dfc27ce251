import { describe, expect, it } from "vitest";
import { lastPitch } from "./notes";
import { STANDARD, type Voice } from "./voices";

const rest = [0, 0, 0, 0];
const [soprano, , , bass] = STANDARD as [Voice, Voice, Voice, Voice];

describe("the pitch that a voice goes on from", () => {
  it("is that of its last note, held or just begun", () => {
    expect(lastPitch([60, 64, -64, 0], 3, soprano)).toBe(64);
    expect(lastPitch([60, 64, -64, 0], 0, soprano)).toBe(60);
    expect(lastPitch([0, 0, 60, 0], 1, soprano)).toBe(71);
  });

  it("is the middle of its range where it has none, for a fifth voice and any scoring", () => {
    const second: Voice = { ...bass, name: "Bass 2", low: 36, high: 60 };
    const violin: Voice = { name: "Violin", clef: "treble", low: 55, high: 93, part: "" };
    expect([...STANDARD, second].map((voice) => lastPitch(rest, 3, voice))).toEqual([
      71, 65, 59, 50, 48,
    ]);
    expect([violin, second].map((voice) => lastPitch(rest, 0, voice))).toEqual([74, 48]);
  });
});
