import { describe, expect, it } from "vitest";
import type { RollView } from "../../../../domain/chorale/rollGeometry";
import type { PresenceState } from "../../../../protocol";
import { fakeBrush } from "../../../../testing/fakeBrush";
import { drawPeople } from "./drawPeople";
import type { Palette } from "./palette";

const NUM_COLUMNS = 32;
const view = {
  width: 640,
  height: 400,
  columnWidth: 20,
  rowHeight: 8,
  scrollX: 0,
  scrollY: 0,
} as RollView;
const columns = Array.from({ length: NUM_COLUMNS }, (_, column) => `c${column}`);
const columnIndex = new Map(columns.map((id, column) => [id, column]));
/** Quarter notes in each voice. */
const grid = [72, 67, 60, 48].map((pitch) =>
  columns.map((_, column) => (column % 4 === 0 ? pitch : -pitch)),
);

/** The heights of the frames that are drawn for what somebody else has selected. */
function frames(...rows: [first: number, last: number][]): number[] {
  const { brush, frames: drawn } = fakeBrush();
  const selection = rows.map(([first, last]) => ["c4", "c11", first, last]);
  const person = { person: { id: 1, name: "Ben" }, selection, cursor: null };
  const palette = { background: "#fff", font: "serif" } as Palette;
  const people = [person as unknown as PresenceState];
  drawPeople(brush, { view, palette, people, columnIndex, grid });
  return drawn.map(({ height }) => height);
}

describe("what somebody else has selected", () => {
  it("is one frame over all voices where it is a time", () => {
    expect(frames([0, 3])).toEqual([view.height - 2]);
  });

  it("is framed note by note where it is some voices: no frame is as high as the roll", () => {
    const heights = frames([0, 0], [1, 1], [2, 2], [3, 3]);
    expect(heights.length).toBeGreaterThanOrEqual(8); // two notes in each voice
    expect(Math.max(...heights)).toBeLessThan(3 * view.rowHeight);
    expect(Math.max(...frames([1, 2]))).toBeLessThan(3 * view.rowHeight);
  });
});
