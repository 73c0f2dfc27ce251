/** Chords as people type them and as notes make them; tests/cases holds the studio's Python to the same. */

import { describe, expect, it } from "vitest";
import chordCases from "../../../../../tests/cases/chords.json";
import figureCases from "../../../../../tests/cases/figures.json";
import harmonyCases from "../../../../../tests/cases/harmony.json";
import type { KeySignature } from "../music/modes";
import { chordOf, isObeyed, readChords } from "./chordAnalysis";
import { numeralName, sheetName } from "./chordNames";
import { chordFromText, isNoChord, nearestChord } from "./chordParser";
import { beatsOf, byBeat, type Chord, isHeld, QUALITIES, tonesOf, transposed } from "./chords";
import { chordsFromFigures } from "./figures";

const KEYS: KeySignature[] = [-7, -3, 0, 2, 7].flatMap((fifths) => [
  { fifths, mode: "major" as const },
  { fifths, mode: "minor" as const },
]);

describe("a chord that is typed", () => {
  it.each(chordCases.read)("is read: $name", ({ text, key, chord, numeral, sheet }) => {
    const read = chordFromText(text, key as KeySignature);
    expect(read).toEqual(chord);
    expect(numeralName(read as Chord, key as KeySignature)).toBe(numeral);
    expect(sheetName(read as Chord, key as KeySignature)).toBe(sheet);
  });

  it.each(chordCases.refused)("is refused: %s", (text) => {
    expect(chordFromText(text, { fifths: 0, mode: "major" })).toBeNull();
  });

  it.each(chordCases.nearest)("is refused, and has a nearest that is not: %s", (text, nearest) => {
    const key = { fifths: 0, mode: "major" } as const;
    expect(chordFromText(text as string, key)).toBeNull();
    const found = nearestChord(text as string, key);
    expect(found && sheetName(found, key)).toBe(nearest);
  });

  it("may be none", () => {
    expect(["N.C.", "NC", "n.c."].map(isNoChord)).toEqual([true, true, true]);
    expect(["N", "C", ""].map(isNoChord)).toEqual([false, false, false]);
  });

  it.each(KEYS)("is read again from each of its names ($fifths, $mode)", (key) => {
    for (const quality of QUALITIES) {
      for (let root = 0; root < 12; root++) {
        const free: Chord = { root, quality, bass: null };
        const chords = [free, ...tonesOf(free).map((bass) => ({ ...free, bass }))];
        for (const chord of chords) {
          expect(chordFromText(numeralName(chord, key), key)).toEqual(chord);
          expect(chordFromText(sheetName(chord, key), key)).toEqual(chord);
        }
      }
    }
  });
});

describe("the chords that notes make", () => {
  it.each(harmonyCases)("$name", ({ symbols, pickup, chords }) => {
    expect(readChords(symbols, beatsOf(symbols[0]?.length ?? 0, { metre: "4/4", pickup }))).toEqual(
      chords,
    );
  });

  it("have names without a figure in root position, and with one in others", () => {
    const first = { root: 0, quality: "maj" as const, bass: 4 };
    expect(chordOf(first)).toEqual(first);
    expect(chordOf({ ...first, bass: 0 })).toEqual({ ...first, bass: null });
    expect(chordOf({ ...first, bass: 2 })).toEqual({ ...first, bass: null });
    expect(chordOf({ root: 0, quality: "other", bass: 2 })).toBeNull();
  });

  it("obey what is asked for: root and quality, and the bass where it is said", () => {
    const label = { root: 7, quality: "dom7" as const, bass: 11 };
    const here = { symbols: [], beat: { first: 0, end: 4 } };
    expect(isObeyed({ root: 7, quality: "dom7", bass: null }, label, here)).toBe(true);
    expect(isObeyed({ root: 7, quality: "dom7", bass: 11 }, label, here)).toBe(true);
    expect(isObeyed({ root: 7, quality: "dom7", bass: 7 }, label, here)).toBe(false);
    expect(isObeyed({ root: 7, quality: "maj", bass: null }, label, here)).toBe(false);
    expect(isObeyed({ root: 7, quality: "maj", bass: null }, null, here)).toBe(false);
  });

  it("obey a suspension or an augmented sixth where its tones sound and no others", () => {
    const of = (...pitches: number[]) => ({
      symbols: pitches.map((pitch) => [pitch, -pitch, -pitch, -pitch]),
      beat: { first: 0, end: 4 },
    });
    const sixth = { root: 8, quality: "fr43" as const, bass: 8 };
    expect(isObeyed(sixth, null, of(74, 66, 60, 44))).toBe(true);
    expect(isObeyed(sixth, null, of(75, 66, 60, 44))).toBe(false);
    expect(isObeyed(sixth, null, of(74, 66, 60, 56))).toBe(true);
    expect(isObeyed(sixth, null, of(74, 66, 56, 48))).toBe(false);
    const ninth = { root: 7, quality: "dom9" as const, bass: null };
    expect(isObeyed(ninth, null, of(69, 65, 59, 43))).toBe(true);
    expect(isObeyed(ninth, null, of(74, 65, 59, 43))).toBe(false);
    expect(isObeyed(ninth, null, of(65, 59, 43))).toBe(true);
  });
});

describe("beats", () => {
  it("are cut by a pickup and by the end", () => {
    expect(beatsOf(10, { metre: "4/4", pickup: 2 })).toEqual([
      { first: 0, end: 2 },
      { first: 2, end: 6 },
      { first: 6, end: 10 },
    ]);
    expect(beatsOf(13, { metre: "6/8", pickup: 2 }).map(({ end }) => end)).toEqual([2, 8, 13]);
    expect(beatsOf(5, { metre: "4/4", pickup: 4 }).map(({ end }) => end)).toEqual([4, 5]);
  });

  it("hold the chord before them where no voice begins, ends or is cut off", () => {
    const beat = { first: 4, end: 8 };
    const long = (pitch: number) => [pitch, ...Array(7).fill(-pitch)];
    const held = [long(72), long(64), Array(8).fill(0)];
    expect(isHeld(held, beat)).toBe(true);
    expect(isHeld(held, { first: 0, end: 4 })).toBe(false);
    const repeated = long(60);
    repeated[6] = 60;
    const cut = long(60);
    cut.fill(0, 4);
    for (const other of [repeated, cut]) expect(isHeld([...held, other], beat)).toBe(false);
  });

  it("have the last of the chords that lie in them", () => {
    const beats = beatsOf(12, { metre: "4/4", pickup: 0 });
    const chords = new Map([
      [7, "c"],
      [4, "b"],
      [0, "a"],
      [99, "gone"],
    ]);
    expect([...byBeat(chords, beats)]).toEqual([
      [0, "a"],
      [1, "c"],
    ]);
  });
});

it("a chord moves with the notes", () => {
  expect(transposed({ root: 11, quality: "dim", bass: 2 }, 2)).toEqual({
    root: 1,
    quality: "dim",
    bass: 4,
  });
  expect(transposed({ root: 0, quality: "maj", bass: null }, -1).root).toBe(11);
});

describe("figures under a bass", () => {
  it.each(figureCases)("are read over its note: $name", ({ text, bass, fifths, chords }) => {
    const note = { letter: bass.charAt(0), alter: bass.length - 1 };
    expect(chordsFromFigures(text, note, fifths)).toEqual(chords);
  });
});
