import { expect, it } from "vitest";
import type { CampaignQuestion } from "../protocol";
import { byDigit, firstMissing, isChosen, unsaid } from "./answers";
import { agreementOf, answerWords, closesWords, judgesOfEach, progressOf } from "./words";

const question = (type: CampaignQuestion["type"], options: string[] = []): CampaignQuestion => ({
  type,
  text: "?",
  low: "never",
  high: "gladly",
  steps: 5,
  options,
});
const SCALE = question("scale");
const CHOICE = question("choice", ["yes", "no"]);
const SEVERAL = question("several", ["meaning", "fluency"]);
const TEXT = question("text");

it("a digit answers as far as a question goes", () => {
  expect(byDigit(SCALE, null, 5)).toBe(5);
  expect(byDigit(SCALE, null, 6)).toBeNull();
  expect(byDigit(CHOICE, null, 2)).toBe("no");
  expect(byDigit(CHOICE, null, 3)).toBeNull();
  expect(byDigit(SEVERAL, [], 1)).toEqual(["meaning"]);
  expect(byDigit(SEVERAL, ["meaning", "fluency"], 1)).toEqual(["fluency"]);
  expect(byDigit(TEXT, "", 1)).toBeNull();
});

it("scales and choices must be answered, several choices and texts may be left", () => {
  const all = [SCALE, SEVERAL, CHOICE, TEXT];
  expect(firstMissing(all, all.map(unsaid))).toBe(0);
  expect(firstMissing(all, [3, [], null, ""])).toBe(2);
  expect(firstMissing(all, [3, [], "yes", ""])).toBeNull();
  expect(isChosen(3, 3)).toBe(true);
  expect(isChosen(["meaning"], "fluency")).toBe(false);
});

it("agreement is a figure with what it is worth, and unknown where nothing was shared", () => {
  expect(agreementOf(null)).toBe("not known yet");
  const found = { alpha: 0.7, low: 0.5, high: 0.84, num_items: 27, num_same: 20, num_pairs: 27 };
  expect(agreementOf(found)).toBe("0.70, fair");
});

it("answers, progress and deadline read as people say them", () => {
  expect(answerWords(SCALE, 4)).toBe("4");
  expect(answerWords(SEVERAL, [])).toBe("none");
  expect(answerWords(SEVERAL, ["meaning", "fluency"])).toBe("meaning, fluency");
  const now = { num_answered: 1379, num_tasks: 1760, is_over: false, deadline: null };
  expect(progressOf(now)).toBe("1,379 of 1,760 answers");
  expect(judgesOfEach({ overlap: 2, num_judges: 3 })).toBe("2 of 3 judges");
  expect(judgesOfEach({ overlap: 2, num_judges: 2 })).toBe("both judges");
  expect(judgesOfEach({ overlap: 1, num_judges: 1 })).toBe("one judge");
  expect(closesWords({ ...now, closed_at: null })).toBe("");
  expect(closesWords({ ...now, is_over: true, closed_at: "2026-12-01T10:00:00Z" })).toContain(
    "closed",
  );
});
