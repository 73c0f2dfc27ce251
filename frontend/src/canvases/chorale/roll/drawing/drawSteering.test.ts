import { describe, expect, it } from "vitest";
import { pitchY, type RollView } from "../../../../domain/chorale/rollGeometry";
import { fakeBrush } from "../../../../testing/fakeBrush";
import { drawFaults } from "./drawSteering";
import type { Palette } from "./palette";

const view: RollView = {
  width: 640,
  height: 400,
  columnWidth: 20,
  rowHeight: 12,
  scrollX: 0,
  scrollY: 0,
};
const [ALTO, TENOR, NUM_COLUMNS] = [1, 2, 4];
const held = (pitch: number) => [pitch, -pitch, -pitch, -pitch];
/** Alto and tenor in unison. */
const grid = [held(72), held(60), held(60), held(48)];

/** From where to where the rings of a fault reach, from the top; the last frame is the fault's number. */
function rings(...rows: number[]): [number, number][] {
  const { brush, frames } = fakeBrush();
  const cells = rows.map((row) => row * NUM_COLUMNS);
  const fault = { code: "range", message: "", cells, penalty: 0 };
  const columns = ["a", "b", "c", "d"];
  drawFaults(brush, { view, palette: { font: "serif" } as Palette, grid, columns }, [fault], null);
  return frames.slice(0, -1).map(({ y, height }) => [y, y + height]);
}

describe("the mark of a fault", () => {
  const top = pitchY(view, 60);
  const middle = top + view.rowHeight / 2;

  it("is at each of its notes and at no other", () => {
    expect(rings(0, 3)).toHaveLength(2);
  });

  it("sits on its own voice where two sing the same", () => {
    const [alto, tenor] = [rings(ALTO)[0], rings(TENOR)[0]];
    // a ring is two pixels larger than its note
    expect(alto?.[1]).toBeLessThanOrEqual(middle + 2);
    expect(tenor?.[0]).toBeGreaterThanOrEqual(middle - 2);
  });
});
