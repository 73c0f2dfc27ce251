import { describe, expect, it } from "vitest";
import { CELL_INTERVAL_MS, FlickerFreeGrid } from "../generation/flickerFreeGrid";
import {
  columnAt,
  columnX,
  fittingWidth,
  pitchAt,
  pitchY,
  runsOf,
  scrollAfterZoom,
  sharedRect,
  shareOf,
} from "./rollGeometry";

const view = { columnWidth: 10, rowHeight: 12, scrollX: 35, scrollY: 20, width: 300, height: 200 };

describe("places on the screen", () => {
  it("lead back to the sixteenth and the pitch they were made of", () => {
    for (const column of [0, 3, 17]) expect(columnAt(view, columnX(view, column) + 1)).toBe(column);
    for (const pitch of [36, 60, 81]) expect(pitchAt(view, pitchY(view, pitch) + 1)).toBe(pitch);
  });

  it("stay under the pointer while one zooms", () => {
    const column = (view.scrollX + 120) / view.columnWidth;
    const scrollX = scrollAfterZoom(view, 25, 120);
    expect(column * 25 - scrollX).toBeCloseTo(120);
  });

  it("are joined to runs of equal states", () => {
    expect(runsOf([0, 0, 1, 1, 2], 1, 4)).toEqual([
      { first: 1, last: 1, value: 0 },
      { first: 2, last: 3, value: 1 },
      { first: 4, last: 4, value: 2 },
    ]);
  });
});

describe("live steps", () => {
  it("change no cell more than three times a second, and arrive all the same", () => {
    const calm = new FlickerFreeGrid();
    calm.advance([[0]], 0);
    let shown = 0;
    let changes = 0;
    for (let now = 50; now <= 1000; now += 50) {
      const { grid } = calm.advance([[60 + ((now / 50) % 2)]], now);
      const symbol = grid[0]?.[0] ?? 0;
      if (symbol !== shown) changes++;
      shown = symbol;
    }
    expect(changes).toBeLessThanOrEqual(3);
    const { grid, isPending } = calm.advance([[72]], 1000 + CELL_INTERVAL_MS);
    expect(grid).toEqual([[72]]);
    expect(isPending).toBe(false);
  });

  it("say that a cell waits", () => {
    const calm = new FlickerFreeGrid();
    calm.advance([[60]], 0);
    calm.advance([[62]], 1000);
    expect(calm.advance([[64]], 1010)).toEqual({ grid: [[62]], isPending: true });
  });
});

describe("fitting", () => {
  it("brings every column of a long piece into view", () => {
    expect(fittingWidth(1152, 900) * 1152).toBeLessThanOrEqual(900);
    expect(fittingWidth(4096, 300) * 4096).toBeLessThanOrEqual(300);
  });

  it("does not blow up a short one", () => {
    expect(fittingWidth(16, 900)).toBe(20);
  });
});

describe("voices in unison", () => {
  const rest = [0, 0, 0, 0];
  const grid = [rest, [60, -60, -60, -60], [0, 60, 62, -62], rest];
  const alto = { row: 1, start: 0, length: 4, pitch: 60 };
  const tenor = { row: 2, start: 1, length: 1, pitch: 60 };

  it("share the row of their pitch, the higher voice above", () => {
    expect(shareOf(grid, alto)).toEqual({ index: 0, count: 2 });
    expect(shareOf(grid, tenor)).toEqual({ index: 1, count: 2 });
    const rect = { x: 0, y: 10, width: 40, height: 12 };
    expect(sharedRect(rect, shareOf(grid, tenor))).toEqual({ x: 0, y: 16, width: 40, height: 6 });
  });

  it("leave a note alone that nobody shares", () => {
    expect(shareOf(grid, { row: 2, start: 2, length: 2, pitch: 62 })).toEqual({
      index: 0,
      count: 1,
    });
  });
});
