import { describe, expect, it } from "vitest";
import { EMPTY_READING, type Reading } from "../../document/layout";
import { excerptOf } from "./excerpt";

/** Bars of one held soprano note each, from C4 up. */
function chorale(numBars: number, pickup = 0): Reading {
  const columns = Array.from({ length: pickup + numBars * 16 }, (_, column) => `c${column}`);
  const soprano = columns.map((_, column) => {
    const bar = Math.floor((column - pickup) / 16);
    return (column - pickup) % 16 === 0 || column === 0 ? 60 + bar : -(60 + bar);
  });
  const rests = columns.map(() => 0);
  return {
    ...EMPTY_READING,
    columns,
    columnIndex: new Map(columns.map((id, column) => [id, column])),
    symbols: [soprano, rests, rests, rests],
    meta: { metre: "4/4", pickup },
  };
}

/** The same with other notes in a column. */
const written = (reading: Reading, column: number): Reading => ({
  ...reading,
  symbols: reading.symbols.map((cells) =>
    cells.map((it, at) => (at === column ? 72 : it)),
  ) as number[][],
});

const numbers = (shown: Reading, base: Reading) =>
  excerptOf(shown, base).bars.map(({ number }) => number);

describe("the bars that show what a moment is", () => {
  const now = chorale(10);

  it("are the first ones where nothing is other", () => {
    expect(numbers(now, now)).toEqual([1, 2, 3]);
    expect(excerptOf(now, now).isSame).toBe(true);
    expect(numbers(chorale(2), chorale(2))).toEqual([1, 2]);
    expect(numbers(chorale(0), now)).toEqual([]);
  });

  it("begin with the first that is other, and are three where there are so many", () => {
    expect(numbers(written(now, 5 * 16 + 3), now)).toEqual([6, 7, 8]);
    expect(numbers(written(now, 9 * 16), now)).toEqual([8, 9, 10]);
    expect(excerptOf(written(now, 80), now).isSame).toBe(false);
  });

  it("begin where bars came or went", () => {
    const shorter = chorale(8);
    expect(numbers(now, shorter)).toEqual([8, 9, 10]);
    expect(numbers(shorter, now)).toEqual([6, 7, 8]);
  });

  it("bring their notes and marks", () => {
    const fermata = new Map([["c96:0", { fermata: true }]]);
    const shown = { ...written(now, 5 * 16 + 3), marks: fermata };
    const { symbols, marks } = excerptOf(shown, now);
    expect(symbols.map((cells) => cells.length)).toEqual([48, 48, 48, 48]);
    expect(symbols[0]?.slice(0, 4)).toEqual([65, -65, -65, 72]);
    expect(marks).toEqual([[0, 16, { fermata: true }]]);
  });

  it("have a pickup where they begin with it, and no note that began before them", () => {
    const short = chorale(3, 4);
    expect(numbers(short, short)).toEqual([0, 1, 2]);
    expect(excerptOf(short, short).meta.pickup).toBe(4);
    const long = chorale(9, 4);
    const held: Reading = {
      ...long,
      symbols: long.symbols.map((cells) =>
        cells.map((it, at) => (at === 84 ? -60 : it)),
      ) as number[][],
    };
    const later = excerptOf(held, long);
    expect([later.bars[0]?.number, later.meta.pickup, later.symbols[0]?.[0]]).toEqual([6, 0, 60]);
  });

  it("have the metres of their bars", () => {
    const meta = {
      metre: "4/4",
      pickup: 4,
      metre_changes: [
        [20, "3/4"],
        [32, "4/4"],
      ],
    };
    const changing: Reading = { ...chorale(7, 4), meta };
    const other: Reading = {
      ...changing,
      symbols: changing.symbols.map((cells) =>
        cells.map((it, at) => (at === 24 ? 0 : it)),
      ) as number[][],
    };
    const later = excerptOf(other, changing);
    expect(later.bars.map(({ first, metre }) => [first, metre])).toEqual([
      [20, "3/4"],
      [32, "4/4"],
      [48, "4/4"],
    ]);
    expect(later.meta).toEqual({ metre: "3/4", pickup: 0, metre_changes: [[12, "4/4"]] });
  });
});
