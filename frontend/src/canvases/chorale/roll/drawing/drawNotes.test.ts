import { describe, expect, it } from "vitest";
import { STANDARD } from "../../../../domain/chorale/music/voices";
import type { RollView } from "../../../../domain/chorale/rollGeometry";
import { fakeBrush } from "../../../../testing/fakeBrush";
import { drawNotes, type NotesScene } from "./drawNotes";
import type { Palette } from "./palette";

const view: RollView = {
  width: 640,
  height: 400,
  columnWidth: 20,
  rowHeight: 12,
  scrollX: 0,
  scrollY: 0,
};
const rows = [72, 67, 64, 60].map((pitch) => [pitch, -pitch]);
const scene: NotesScene = {
  view,
  palette: { font: "serif" } as Palette,
  nameOf: () => "C4",
  voices: STANDARD,
  grid: rows,
  states: rows.map(() => [0, 0]),
  pins: rows.map(() => [true, true]),
  marks: new Map(),
  authors: new Map(),
  columns: ["a", "b"],
  isSelected: () => false,
  playhead: null,
  heard: [true, true, true, true],
  pointedVoice: null,
  alphas: new Map(),
};

/** How much is seen of each voice's letter. */
function letters(pointedVoice: number | null): Record<string, number> {
  const { brush, written } = fakeBrush();
  drawNotes(brush, { ...scene, pointedVoice });
  return Object.fromEntries(written.map(({ text, alpha }) => [text, alpha]));
}

describe("the voice whose letter is pointed at", () => {
  it("stands out, and the others step back", () => {
    const { S, A, T, B } = letters(1);
    expect(A).toBe(1);
    for (const other of [S, T, B]) expect(other).toBeLessThan(0.5);
  });

  it("is none where nothing is pointed at: all are seen alike", () => {
    expect(letters(null)).toEqual({ S: 1, A: 1, T: 1, B: 1 });
  });
});
