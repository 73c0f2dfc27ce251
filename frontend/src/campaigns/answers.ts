/** Answers to the questions of a campaign: what a key says, and what is still missing. Pure. */

import type { CampaignQuestion, NewAnswers } from "../protocol";

/** A step of a scale, a choice, several choices, or a text; null where nothing is said. */
export type AnswerValue = NewAnswers["answers"][number];

/** Nothing said yet: of several choices none, and no text, are answers. */
export const unsaid = (question: CampaignQuestion): AnswerValue =>
  question.type === "several" ? [] : question.type === "text" ? "" : null;

/** What a digit says to a question; null where it says nothing. */
export function byDigit(
  question: CampaignQuestion,
  now: AnswerValue,
  digit: number,
): AnswerValue | null {
  if (question.type === "scale") return digit >= 1 && digit <= question.steps ? digit : null;
  const option = question.options[digit - 1];
  if (option === undefined) return null;
  return question.type === "several" ? toggled(now, option) : option;
}

/** Several choices with one more, or without it. */
export function toggled(now: AnswerValue, option: string): string[] {
  const chosen = Array.isArray(now) ? now : [];
  return chosen.includes(option) ? chosen.filter((one) => one !== option) : [...chosen, option];
}

export const isChosen = (answer: AnswerValue, option: string | number): boolean =>
  Array.isArray(answer) ? answer.includes(String(option)) : answer === option;

/** The first question without an answer; null where all have one. */
export function firstMissing(
  questions: readonly CampaignQuestion[],
  answers: readonly AnswerValue[],
): number | null {
  const found = questions.findIndex((question, place) => {
    const answer = answers[place] ?? null;
    return answer === null && (question.type === "scale" || question.type === "choice");
  });
  return found === -1 ? null : found;
}

/** The next question after this one is answered: on a scale or a choice the answer is whole. */
export const isWhole = (question: CampaignQuestion): boolean =>
  question.type === "scale" || question.type === "choice";
