import { describe, expect, it } from "vitest";
import { spokenCell } from "../words/screenReader";
import {
  barAndBeat,
  barAt,
  isBarLine,
  isBeat,
  metresName,
  numberedBars,
  pickupName,
  pickups,
  positionName,
  readMeta,
  timeFrom,
} from "./bars";
import { keyName, pitchName, spokenPitch } from "./spelling";

const withPickup = readMeta({ metre: "3/4", pickup: 4, fifths: 1, mode: "major" });

describe("bars", () => {
  it("count from 1 after the pickup", () => {
    expect(positionName(0, withPickup)).toEqual({ bar: 0, beat: "3" });
    expect(positionName(4, withPickup)).toEqual({ bar: 1, beat: "1" });
    expect(positionName(18, withPickup)).toEqual({ bar: 2, beat: "1.5" });
    expect(isBarLine(16, withPickup)).toBe(true);
  });

  it("are numbered as far as there is room", () => {
    const firsts = numberedBars(40, withPickup, 9).map(({ number, first }) => [number, first]);
    expect(firsts).toEqual([
      [1, 4],
      [2, 16],
      [3, 28],
    ]);
    expect(numberedBars(41, withPickup, 9)).toHaveLength(4);
    expect(numberedBars(4 + 12 * 9, withPickup, 4).map(({ number }) => number)).toEqual([1, 5, 9]);
    expect(numberedBars(4, withPickup, 9)).toEqual([]);
    expect(numberedBars(40, withPickup, 0.2)).toHaveLength(1);
  });

  it("are played by bar and beat, and the pickup is bar 0", () => {
    const four = readMeta({});
    expect(barAndBeat(0, four)).toEqual({ bar: 1, beat: 1 });
    expect(barAndBeat(22, four)).toEqual({ bar: 2, beat: 2 });
    expect(barAndBeat(0, withPickup)).toEqual({ bar: 0, beat: 3 });
    expect(barAndBeat(4, withPickup)).toEqual({ bar: 1, beat: 1 });
  });

  it("go on in another metre where it changes", () => {
    const changing = readMeta({ pickup: 4, metre_changes: [[20, "6/8"]] });
    expect([positionName(19, changing), positionName(20, changing)]).toEqual([
      { bar: 1, beat: "4.75" },
      { bar: 2, beat: "1" },
    ]);
    expect(positionName(30, changing)).toEqual({ bar: 2, beat: "6" });
    expect(metresName(changing)).toBe("4/4, 6/8");
    expect(timeFrom(20, changing)).toEqual({ metre: "6/8", pickup: 0, metreChanges: [] });
    expect(timeFrom(4, changing).metreChanges).toEqual([[16, "6/8"]]);
  });

  it("read no change of metre where none is said that can be", () => {
    const changes = [[-1, "3/4"], [1.5, "3/4"], ["4", "3/4"], [16, "5/4"], [16], null, 7];
    expect(readMeta({ metre_changes: changes }).metreChanges).toEqual([]);
    expect(readMeta({ metre_changes: "3/4" }).metreChanges).toEqual([]);
  });

  it("count what the metre counts, and chords change by the dotted quarter in eighths", () => {
    const jig = readMeta({ metre: "6/8", pickup: 2 });
    expect(positionName(0, jig)).toEqual({ bar: 0, beat: "6" });
    expect(positionName(10, jig)).toEqual({ bar: 1, beat: "5" });
    expect([2, 4, 8, 14].map((column) => isBeat(column, jig))).toEqual([true, false, true, true]);
    expect(positionName(12, readMeta({ metre: "2/2" }))).toEqual({ bar: 1, beat: "2.5" });
  });

  it("offer pickups in the note value that the metre counts", () => {
    expect(pickups("6/8").map((sixteenths) => pickupName(sixteenths, "6/8"))).toEqual([
      "1 eighth",
      "2 eighths",
      "3 eighths",
      "4 eighths",
      "5 eighths",
    ]);
    expect(pickups("3/4").map((sixteenths) => pickupName(sixteenths, "3/4"))).toEqual([
      "1 beat",
      "2 beats",
    ]);
    expect(pickupName(12, "2/2")).toBe("3 quarters");
    expect(pickupName(3, "4/4")).toBe("3 sixteenths");
  });

  it("end where the canvas ends", () => {
    expect(barAt(30, 32, withPickup)).toEqual({ number: 3, first: 28, length: 4, metre: "3/4" });
    expect(barAt(2, 32, withPickup)).toEqual({ number: 0, first: 0, length: 4, metre: "3/4" });
  });

  it("read what is missing or not valid as the default", () => {
    const meta = readMeta({ metre: "7/8", pickup: 99, fifths: "two", tempo: -1 });
    expect(meta).toMatchObject({ metre: "4/4", pickup: 0, fifths: 0, mode: "major", tempo: 84 });
  });
});

describe("spelling", () => {
  it("follows the key", () => {
    expect(pitchName(66, { fifths: 1, mode: "major" })).toBe("F♯4");
    expect(pitchName(70, { fifths: -3, mode: "major" })).toBe("B♭4");
    expect(pitchName(68, { fifths: 0, mode: "minor" })).toBe("G♯4");
    expect(pitchName(59, { fifths: -7, mode: "major" })).toBe("C♭4");
  });

  it("names keys and speaks notes", () => {
    expect(keyName({ fifths: -3, mode: "minor" })).toBe("C minor");
    expect(keyName({ fifths: -2, mode: "major" })).toBe("B♭ major");
    expect(spokenPitch(66, { fifths: 1, mode: "major" })).toBe("F sharp 4");
  });
});

describe("what a screen reader hears of a cell", () => {
  const symbols = [[67], [66, -66], [0], [0]];
  it("is bar, beat, voice, note and state", () => {
    const meta = readMeta({ fifths: 1, mode: "major" });
    expect(spokenCell({ row: 1, column: 0 }, symbols, 2, false, meta)).toBe(
      "bar 1 beat 1 alto F sharp 4, renoisable",
    );
  });

  it("says that a note continues, and a pin that differs from the default", () => {
    const meta = readMeta({ fifths: 1, mode: "major" });
    expect(spokenCell({ row: 1, column: 1 }, symbols, 1, true, meta)).toBe(
      "bar 1 beat 1.25 alto F sharp 4 held on, masked, pinned",
    );
  });
});
