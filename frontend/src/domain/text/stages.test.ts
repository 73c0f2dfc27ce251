import { describe, expect, it } from "vitest";
import { firstPhraseStep, MORE_STEPS, nextStepWords, rewordingSteps } from "./stages";

const USUAL = { num_steps: 3, eta: 0.34, fluency: 1, wording: "single" };

describe("the steps of a text", () => {
  it.each([
    [3, 0.34, 2],
    [12, 0.34, 5],
    [6, 0.34, 3],
    [5, 0.5, 3],
    [7, 0.5, 5],
    [1, 0.34, 1],
  ])("of %i with eta %f have their first phrases in step %i", (num_steps, eta, first) => {
    expect(firstPhraseStep({ ...USUAL, num_steps, eta })).toBe(first);
  });

  it("say what each may still change", () => {
    expect([0, 1, 2, 3].map((step) => nextStepWords(USUAL, step))).toEqual([
      "The model reads your text. Nothing is written yet.",
      "Phrases are searched for every gap.",
      "The best of all phrases is chosen. Then the run ends.",
      "",
    ]);
    expect(nextStepWords({ ...USUAL, num_steps: 12 }, 7)).toBe("Phrases may be drawn again.");
    expect(nextStepWords({ ...USUAL, fluency: 0 }, 0)).toBe("Each free word may change.");
  });

  it("are more for a phrase that is said again, unless somebody chose", () => {
    expect(rewordingSteps(USUAL)).toBe(12);
    expect(rewordingSteps({ ...USUAL, num_steps: 5 })).toBe(5);
  });

  it("that are requested later all let the language model write", () => {
    for (let last = 3; last < 400; last += MORE_STEPS)
      expect(firstPhraseStep({ ...USUAL, num_steps: last + MORE_STEPS })).toBeLessThanOrEqual(
        last + 1,
      );
  });
});
