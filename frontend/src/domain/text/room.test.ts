import { describe, expect, it } from "vitest";
import { missingRoom } from "./room";
import { wordsOf } from "./words";

function roomIn(text: string, rewritten: readonly number[]) {
  return missingRoom(wordsOf(text), (at) => rewritten.includes(at));
}

describe("room for a longer phrase", () => {
  it("comes after its last word, before a mark: six places for ten words", () => {
    const text = "one two three four five, six seven eight nine ten.";
    const all = [...Array(12).keys()];
    expect(roomIn(text, all)).toEqual([{ at: text.length - 1, count: 6 }]);
    expect(roomIn(text, all.slice(0, 5))).toEqual([
      { at: "one two three four five".length, count: 3 },
    ]);
  });

  it("is one for each sentence and each run, the last first", () => {
    expect(roomIn("He ran. She slept well.", [0, 1, 2, 3, 4, 5, 6])).toEqual([
      { at: 22, count: 2 },
      { at: 6, count: 2 },
    ]);
    expect(roomIn("He ran home and slept.", [1, 4])).toEqual([
      { at: 21, count: 1 },
      { at: 6, count: 1 },
    ]);
  });

  it("is not made twice, and not for marks", () => {
    expect(roomIn("He ran ▢ ▢ home.", [0, 1])).toEqual([]);
    expect(roomIn("He ran.", [2])).toEqual([]);
  });
});
