import { describe, expect, it } from "vitest";
import type { Standing, Sureness } from "../protocol";
import {
  about,
  agreementWords,
  effectWords,
  isSure,
  placeWords,
  progressWords,
  rangeWords,
  scaleFor,
  shareOf,
  strengthWords,
  sureWords,
} from "./scale";

const standing = (strength: number, half: number): Standing => ({
  take: `${strength}`,
  best_place: 1,
  worst_place: 2,
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
  const sureness: Sureness = {
    expected_tau: 0.5,
    is_first_order: false,
    for_first_order: 52,
    precision: 0.5,
    for_precision: 1100,
    for_first_place: { votes: 380, fewest: 250, most: null },
    num_sure: 0,
    num_changes: null,
    turned_to: null,
  };
  const words = (changes: Partial<Sureness>) =>
    progressWords({ num_votes: 72, sureness: { ...sureness, ...changes } });

  it("promises a first order only where there is one", () => {
    expect(words({})).toBe("72 votes, about 52 more for a first order");
    expect(words({ for_first_order: null })).toContain("too few");
    const first = { is_first_order: true, for_first_order: 0 };
    expect(words(first)).toContain("A first order; about 380 more");
    expect(words({ ...first, num_sure: 1 })).toContain("The first place is sure");
    expect(sureWords({ sureness })).toBe("Not an order yet.");
    expect(sureWords({ sureness: { ...sureness, ...first, num_sure: 3 } })).toBe(
      "The first three are sure. Their order is not.",
    );
  });

  it("tells places and votes as far as they are known", () => {
    expect([placeWords(2, 2), placeWords(1, 3)]).toEqual(["2", "1–3"]);
    expect(rangeWords({ votes: 380, fewest: 254, most: 561 })).toBe("maybe 250 to 560");
    expect(rangeWords(sureness.for_first_place)).toContain("many more");
    expect(about(1204)).toBe("1,200");
  });

  it("tells an effect as wins of 100, and how sure that is", () => {
    const side = { value: 0.16, low: 0.04, high: 0.28 };
    expect(effectWords(side)).toEqual({ share: "54 of 100", range: "51 to 57" });
    expect(isSure(side)).toBe(true);
    expect(isSure({ value: 0.1, low: -0.1, high: 0.3 })).toBe(false);
  });

  it("tells agreement in words, also where there is none to tell", () => {
    expect(agreementWords(0.85)).toContain("strong");
    expect(agreementWords(0.7)).toContain("fair");
    expect(agreementWords(-0.1)).toContain("hardly any");
    expect(agreementWords(null)).toContain("not known");
  });
});
