import { describe, expect, it } from "vitest";
import { gradeChange, gradeWords, isNoneBetter, numbersAtEnd } from "./takeWords";

describe("how a grade changed", () => {
  it("is told with its sign", () => {
    expect(gradeChange(12.5, 11.1)).toEqual({ words: "−1.4", isBetter: true });
    expect(gradeChange(12.5, 13)).toEqual({ words: "+0.5", isBetter: false });
  });

  it("is nothing where it would read 0.0", () => {
    expect(gradeChange(12.52, 12.5)).toBeNull();
    expect(gradeChange(12.5, 12.5)).toBeNull();
  });

  it("is no better for variants that read the same or worse", () => {
    expect(isNoneBetter(12.5, [12.48, 13])).toBe(true);
    expect(isNoneBetter(12.5, [12.48, 12.3])).toBe(false);
  });
});

it("a take's name ends with its numbers, where nobody gave it another", () => {
  expect(numbersAtEnd("Jesu, meine Freude 6.2")).toBe(" 6.2");
  expect(numbersAtEnd("Evening hymn 12.3, step 40")).toBe(" 12.3, step 40");
  expect(numbersAtEnd("The one with the suspension")).toBe("");
});

it("a grade never reads as less than nothing", () => {
  expect([-0.04, -0, 0.04, 12.46, null].map(gradeWords)).toEqual([
    "0.0",
    "0.0",
    "0.0",
    "12.5",
    "–",
  ]);
});
