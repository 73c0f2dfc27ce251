import { describe, expect, it } from "vitest";
import type { Standing } from "../protocol";
import { Hearing, lettersOf } from "./hearing";
import {
  agreementWords,
  progressWords,
  scaleFor,
  shareOf,
  sidesWords,
  strengthWords,
} from "./scale";
import { outcomeOf } from "./votes";

const standing = (strength: number, half: number): Standing => ({
  take: `${strength}`,
  strength,
  low: strength - half,
  high: strength + half,
  num_votes: 4,
  num_wins: 2,
});

describe("the line of strengths", () => {
  it("has room for every interval, and for 0", () => {
    const scale = scaleFor([standing(2.2, 0.7), standing(-0.4, 0.3)]);
    expect([scale.lowest, scale.highest]).toEqual([-1, 3]);
    expect(scale.ticks).toContain(0);
    expect(shareOf(scale, 1)).toBe(0.5);
  });

  it("can be drawn before anybody voted", () => {
    const scale = scaleFor([standing(0, Number.POSITIVE_INFINITY)]);
    expect([scale.lowest, scale.highest]).toEqual([-1, 1]);
  });

  it("writes strengths with their sign", () => {
    expect([0.5, 0, -1.25].map(strengthWords)).toEqual(["+0.50", "0.00", "−1.25"]);
  });
});

describe("how far a ranking is", () => {
  it("asks for a first number of votes, then names neighbours that may swap", () => {
    const ranking = { num_takes: 3, num_unsettled: 1 };
    expect(progressWords({ num_votes: 12, ...ranking })).toContain("12 votes of about 30");
    expect(progressWords({ num_votes: 30, ...ranking })).toContain("1 of 2 neighbours");
    expect(progressWords({ num_votes: 30, num_takes: 3, num_unsettled: 0 })).toContain("settled");
  });

  it("tells how often the left side won, once there are enough votes", () => {
    expect(sidesWords({ num_left: 5, num_right: 4 })).toBeNull();
    expect(sidesWords({ num_left: 15, num_right: 5 })).toBe("75 %");
  });

  it("tells agreement in words, also where there is none to tell", () => {
    expect(agreementWords(0.85)).toContain("strong");
    expect(agreementWords(0.7)).toContain("fair");
    expect(agreementWords(-0.1)).toContain("hardly any");
    expect(agreementWords(null)).toContain("not known");
  });
});

describe("a key of a duel", () => {
  it("is a vote: arrows as they point, or 1 to 4", () => {
    expect(["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp"].map(outcomeOf)).toEqual([
      "left",
      "right",
      "tie",
      "both_bad",
    ]);
    expect(["1", "2", "3", "4"].map(outcomeOf)).toEqual(["left", "right", "tie", "both_bad"]);
    expect(outcomeOf("5")).toBeNull();
  });
});

describe("what is heard of a duel", () => {
  it("counts the seconds and the columns of each side, and no pauses", () => {
    const hearing = new Hearing();
    expect(hearing.unheard()).toEqual(["left", "right"]);
    for (let at = 0; at <= 1000; at += 100) hearing.note("left", at / 250, at);
    hearing.rest();
    hearing.note("left", 4.2, 60_000);
    hearing.note("right", 4.5, 60_050);
    expect(hearing.unheard()).toEqual([]);
    expect(hearing.heard({ left: 10, right: 2 })).toEqual({
      left: { seconds: 1, share: 0.5 },
      right: { seconds: 0, share: 0.5 },
    });
  });

  it("names the sides as judges see them", () => {
    expect([lettersOf(["left"]), lettersOf(["left", "right"])]).toEqual(["A", "A and B"]);
  });
});
