import { expect, test } from "vitest";
import { columnsInView, heightOf, phrasesOf } from "./overview";

const LINES = [
  { top: 100, height: 200, first: 0, end: 64 },
  { top: 320, height: 200, first: 64, end: 96 },
];

test("what is in view begins and ends within lines", () => {
  expect(columnsInView(LINES, 0, 200)).toEqual({ first: 0, end: 32 });
  expect(columnsInView(LINES, 200, 220)).toEqual({ first: 32, end: 80 });
  expect(columnsInView(LINES, 310, 1000)).toEqual({ first: 64, end: 96 });
  expect(columnsInView([], 0, 100)).toEqual({ first: 0, end: 0 });
});

test("to go to a column and to see it are one", () => {
  for (const column of [0, 10, 63, 64, 80, 95]) {
    const { first } = columnsInView(LINES, heightOf(LINES, column), 0);
    expect(first).toBeCloseTo(column);
  }
  expect(heightOf(LINES, 500)).toBe(520);
  expect(heightOf([], 5)).toBe(0);
});

test("phrases end with the notes that have a fermata, and the last one with the piece", () => {
  const soprano = [60, -60, -60, -60, 62, -62, -62, -62, 64, -64, -64, -64];
  const grid = [soprano, soprano];
  expect(phrasesOf(grid, [{ row: 0, column: 4 }])).toEqual([
    { first: 0, end: 8 },
    { first: 8, end: 12 },
  ]);
  const all = [0, 1].flatMap((row) => [8, 4].map((column) => ({ row, column })));
  expect(phrasesOf(grid, all)).toHaveLength(2);
  expect(phrasesOf(grid, [])).toEqual([{ first: 0, end: 12 }]);
  expect(phrasesOf([], [])).toEqual([]);
});
