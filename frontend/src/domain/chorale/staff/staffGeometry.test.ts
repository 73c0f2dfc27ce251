import { describe, expect, it } from "vitest";
import {
  columnToX,
  ledgerLines,
  type StaffPlace,
  stepToY,
  xToColumn,
  yToStep,
} from "./staffGeometry";

const place = (anchors: StaffPlace["anchors"]): StaffPlace => ({
  rows: [0],
  bar: { number: 2, first: 16, length: 16, metre: "4/4" },
  left: 1000,
  right: 5000,
  top: 0,
  bottom: 720,
  bottomStep: 30,
  anchors,
});

describe("a bar of an engraved staff", () => {
  it("lies between its heads", () => {
    const bar = place([
      { column: 16, x: 1200 },
      { column: 20, x: 2000 },
      { column: 28, x: 3000 },
    ]);
    expect([16, 20, 24, 28, 30, 32].map((column) => columnToX(bar, column))).toEqual([
      1200, 2000, 2500, 3000, 4000, 5000,
    ]);
    expect(xToColumn(bar, 2450, 4)).toBe(24);
    expect(xToColumn(bar, 0, 4)).toBe(16);
    expect(xToColumn(bar, 9000, 4)).toBe(28);
  });

  it("that is empty lies evenly behind its clef", () => {
    expect([16, 24, 32].map((column) => columnToX(place([]), column))).toEqual([1000, 3000, 5000]);
    expect(xToColumn(place([]), 3900, 4)).toBe(28);
    expect(xToColumn(place([]), 2240, 2)).toBe(20);
  });

  it("keeps heads off the raster within reach", () => {
    const bar = place([
      { column: 16, x: 1000 },
      { column: 19, x: 1750 },
    ]);
    expect(xToColumn(bar, 1760, 4)).toBe(19);
  });

  it("has steps upwards and ledger lines beyond its own", () => {
    expect(stepToY(place([]), 30)).toBe(720);
    expect(stepToY(place([]), 38)).toBe(0);
    expect(yToStep(place([]), 640)).toBe(31);
    expect(ledgerLines(place([]), 28)).toEqual([900]);
    expect(ledgerLines(place([]), 41)).toEqual([-180]);
    expect(ledgerLines(place([]), 34)).toEqual([]);
  });
});
