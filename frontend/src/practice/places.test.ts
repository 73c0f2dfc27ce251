import { describe, expect, it } from "vitest";
import { columnOfNote, placesIn, xOf } from "./places";

const head = (id: string, x: number) =>
  `<g id="${id}" class="note"><rect class="ring" x="${x}" y="0" width="520" height="480" rx="1"/></g>`;
const PLACES = placesIn(head("n-A-4", 1740) + head("n-A-0", 740) + head("r-A-8", 3740));

describe("a line of music", () => {
  it("has a place for each head and rest", () => {
    expect(PLACES).toEqual([
      { column: 0, x: 1000 },
      { column: 4, x: 2000 },
      { column: 8, x: 4000 },
    ]);
  });

  it("runs evenly between its heads, and stays at its ends", () => {
    expect([-1, 0, 1, 4, 6, 8, 30].map((at) => xOf(at, PLACES))).toEqual([
      1000, 1000, 1250, 2000, 3000, 4000, 4000,
    ]);
    expect(xOf(3, [])).toBe(0);
  });

  it("knows the note that sounds, and no rest", () => {
    expect([0, 1, 2, 3, 4].map((at) => columnOfNote(at, [60, -60, 0, 62, -62]))).toEqual([
      0,
      0,
      null,
      3,
      3,
    ]);
  });
});
