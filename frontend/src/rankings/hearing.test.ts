import { describe, expect, it } from "vitest";
import { Hearing, lettersOf } from "./hearing";

describe("what is heard of a duel", () => {
  it("counts the seconds and the columns of each side, and no pauses", () => {
    const hearing = new Hearing();
    const columns = { left: 10, right: 2 };
    expect(hearing.unheard(0, columns)).toEqual(["left", "right"]);
    for (let at = 0; at <= 1000; at += 100) hearing.note("left", at / 250, at);
    hearing.rest();
    hearing.note("left", 4.2, 60_000);
    hearing.note("right", 4.5, 60_050);
    expect(hearing.unheard(0, columns)).toEqual([]);
    expect(hearing.unheard(1, columns)).toEqual(["right"]);
    expect(hearing.unheard(3, columns)).toEqual(["left", "right"]);
    expect(hearing.heard(columns)).toEqual({
      left: { seconds: 1, share: 0.5 },
      right: { seconds: 0, share: 0.5 },
    });
  });

  it("names the sides as judges see them", () => {
    expect([lettersOf(["left"]), lettersOf(["left", "right"])]).toEqual(["A", "A and B"]);
  });
});
