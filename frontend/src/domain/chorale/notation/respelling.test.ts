// Each pitch that has two letters with at most one sign gets the other one.
import { expect, it } from "vitest";
import { otherSpelling } from "./respelling";

it.each([
  ["D", 1, "Eb"],
  ["E", -1, "D#"],
  ["C", 0, "B#"],
  ["F", -1, "E"],
  ["B", 0, "Cb"],
  ["D", 0, null],
  ["F", 2, "G"],
])("the other letter of %s with %i is %s", (letter, alter, other) => {
  expect(otherSpelling({ letter, alter })).toBe(other);
});
