import { describe, expect, it } from "vitest";
import cases from "../../../../tests/cases/room.json";
import { missingRoom } from "./rewritingRoom";
import { wordsOf } from "./words";

function roomIn(text: string, rewritten: readonly number[]) {
  return missingRoom(wordsOf(text), (at) => rewritten.includes(at));
}

describe("room for a longer phrase", () => {
  it.each(cases)("comes after the last word of each run: $text $rewritten", (given) => {
    const words = wordsOf(given.text);
    const rooms = roomIn(given.text, given.rewritten);
    const found = rooms.map(({ at, count }) => [words.findIndex(({ to }) => to === at), count]);
    expect(found.reverse()).toEqual(given.room);
  });

  it("is not made twice", () => {
    expect(roomIn("He ran ▢ ▢ home.", [0, 1])).toEqual([]);
  });
});
