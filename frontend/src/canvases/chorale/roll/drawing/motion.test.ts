import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Grid } from "../../../../domain/cells";
import type { Motion } from "./motion";

const [FIRST, SECOND, OTHER]: Grid[] = [[[60, -60]], [[62, -62]], [[64, -64]]];
const [CANDIDATE_1, CANDIDATE_2] = [{}, {}];

describe("a run that is watched with reduced motion", () => {
  let motion: Motion;

  beforeAll(async () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    vi.stubGlobal("window", globalThis);
    motion = new (await import("./motion")).Motion();
  });

  afterAll(() => void vi.unstubAllGlobals());

  it("changes at each tenth of its steps, and at once where another candidate is looked at", () => {
    const shown = (grid: Grid, candidate: object, live: number, atMs: number) =>
      motion.frame(grid, candidate, live, atMs).grid;
    expect(shown(FIRST as Grid, CANDIDATE_1 as object, 0.31, 0)).toEqual(FIRST);
    expect(shown(SECOND as Grid, CANDIDATE_1 as object, 0.32, 1000)).toEqual(FIRST);
    expect(shown(OTHER as Grid, CANDIDATE_2 as object, 0.32, 1001)).toEqual(OTHER);
    expect(shown(FIRST as Grid, CANDIDATE_2 as object, 0.33, 2000)).toEqual(OTHER);
    expect(shown(FIRST as Grid, CANDIDATE_2 as object, 0.41, 3000)).toEqual(FIRST);
  });
});
