import { describe, expect, it } from "vitest";
import { refusal } from "./importableFiles";

const KINDS = [
  { importEndings: [".musicxml", ".mxl", ".mid"], importHint: "a MusicXML or MIDI file" },
  { importEndings: [".txt"], importHint: "a text file" },
];

describe("files to import", () => {
  it("refuses a file that is no score, too large or empty, and says what to do", () => {
    expect(refusal({ name: "tune.mp3", size: 10 }, KINDS)).toMatch(/MusicXML/);
    expect(refusal({ name: "big.mxl", size: 3 << 20 }, KINDS)).toMatch(
      /3\.0 MB, and the limit is 1 MB/,
    );
    expect(refusal({ name: "tune.mid", size: 0 }, KINDS)).toMatch(/empty/);
    expect(refusal({ name: "Tune.MusicXML", size: 10 }, KINDS)).toBeNull();
  });
});
