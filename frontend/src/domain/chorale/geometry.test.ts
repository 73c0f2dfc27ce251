import { describe, expect, it } from "vitest";
import { CalmGrid, CELL_INTERVAL_MS } from "../calm";
import { columnAt, columnX, pitchAt, pitchY, runsOf, scrollAfterZoom } from "./geometry";

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
    const calm = new CalmGrid();
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
    const calm = new CalmGrid();
    calm.advance([[60]], 0);
    calm.advance([[62]], 1000);
    expect(calm.advance([[64]], 1010)).toEqual({ grid: [[62]], isPending: true });
  });
});
