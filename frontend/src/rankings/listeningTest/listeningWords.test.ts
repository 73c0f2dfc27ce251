import { describe, expect, it } from "vitest";
import type { ListeningTest } from "../../protocol";
import { endWords, progressOfTest, ruleWords, shareWords, verdictWords } from "./listeningWords";

const rules = { min_listening_s: 5, precision: 0.05, most_answers: 600, num_questions: 20 };
const test = (changes: Partial<ListeningTest>) =>
  ({ rules, num_answers: 41, end: null, ...changes }) as ListeningTest;
const share = (value: number, low: number, high: number) => ({
  value,
  low,
  high,
  num_answers: 385,
  num_listeners: 31,
});

describe("a listening test", () => {
  it("says how far it is and when it stops", () => {
    expect(progressOfTest(test({}))).toContain("41 of at most 600 answers");
    expect(progressOfTest(test({ end: "most" }))).toBe("41 answers about the model's pieces");
    expect(ruleWords(test({}))).toContain("5 in 100 or less to either side, or at 600 answers");
  });

  it("says why it is over, and that an end by hand weakens it", () => {
    expect(endWords(test({ end: "precise" }))).toContain("by its rule: the interval reached ±5");
    expect(endWords(test({ end: "most" }))).toContain("at 600 answers");
    expect(endWords(test({ end: "by_hand" }))).toContain("says less than it seems");
  });

  it("says no more than the interval does", () => {
    const taken = share(0.9, 0.85, 0.95);
    const verdict = (right: ReturnType<typeof share>) => verdictWords({ taken, right });
    expect(verdict(share(0.57, 0.52, 0.62))).toContain(
      "90 were taken for the model's. Listeners tell",
    );
    expect(verdict(share(0.5, 0.45, 0.55))).toContain("is open");
    expect(verdict(share(0.42, 0.37, 0.47))).toContain("wrong more often");
    expect(verdictWords({ taken: null, right: null })).toContain("Nobody answered");
    expect(shareWords(share(0.57, 0.52, 0.62))).toBe(
      "52 to 62 in 100, of 385 answers by 31 listeners",
    );
  });
});
