import { describe, expect, it } from "vitest";
import { STANDARD, type Voice } from "../music/voices";
import { pianoSpan, pitchOfKey, playedNote, shiftWithin } from "./pianoKeys";

const [soprano, alto, tenor, bass] = STANDARD as [Voice, Voice, Voice, Voice];

describe("the computer's keys as a piano", () => {
  it("begin at a C that suits the voice and go up by semitones", () => {
    expect(pitchOfKey("KeyA", soprano, 0)).toBe(60);
    expect(pitchOfKey("KeyW", soprano, 0)).toBe(61);
    expect(pitchOfKey("KeyK", alto, 0)).toBe(72);
    expect(pitchOfKey("KeyA", bass, 0)).toBe(36);
    expect(pitchOfKey("KeyA", tenor, 1)).toBe(60);
    expect(pianoSpan(bass, 0)).toEqual([36, 52]);
  });
  it("follow the voice's range, whichever row it has", () => {
    const violin: Voice = { name: "Violin", clef: "treble", low: 69, high: 93, part: "" };
    expect(pianoSpan(violin, 0)).toEqual([72, 88]);
    expect(pianoSpan({ ...bass, name: "Bass 2" }, 0)).toEqual(pianoSpan(bass, 0));
  });
  it("are no other keys", () => {
    expect(pitchOfKey("KeyQ", soprano, 0)).toBeNull();
    expect(pitchOfKey("Digit1", soprano, 0)).toBeNull();
  });
  it("go two octaves either way", () => {
    expect([shiftWithin(3), shiftWithin(-3), shiftWithin(1)]).toEqual([2, -2, 1]);
  });
});

describe("a note that was played in time", () => {
  const note = { row: 1, pitch: 64 };
  it("lies on the nearest sixteenths and has one at least", () => {
    expect(playedNote(note, 3.6, 8.2, 31)).toEqual({ ...note, start: 4, length: 4 });
    expect(playedNote(note, 3.9, 4.1, 31)).toEqual({ ...note, start: 4, length: 1 });
  });
  it("ends where the music ends or repeats", () => {
    expect(playedNote(note, 29.8, 40, 31)).toEqual({ ...note, start: 30, length: 2 });
    expect(playedNote(note, 28, 2, 31)).toEqual({ ...note, start: 28, length: 4 });
    expect(playedNote(note, 31.8, 31.9, 31)).toEqual({ ...note, start: 31, length: 1 });
  });
});
