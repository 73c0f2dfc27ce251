/** A listening test in words for the project that holds it. Pure. */

import type { ListeningResult, ListeningTest, ShareOfAnswers } from "../../protocol";
import { plural } from "../../ui/plural";
import { ofHundred } from "../taste";

/** "41 of at most 600 answers" while it goes on, else how many there were. */
export const progressOfTest = (test: ListeningTest): string =>
  test.end === null
    ? `${test.num_answers} of at most ${test.rules.most_answers} answers about the model's pieces`
    : `${plural(test.num_answers, "answer")} about the model's pieces`;

/** When it stops, as it is said before its first answer. */
export const ruleWords = ({ rules }: Pick<ListeningTest, "rules">): string =>
  `It stops once the 95 % interval of the share of the model's pieces that are taken for the model's reaches ${ofHundred(rules.precision)} in 100 or less to either side, or at ${rules.most_answers} answers about them. Until then nobody sees the result.`;

/** Why it is over. */
export function endWords(test: ListeningTest): string {
  if (test.end === "precise")
    return `It stopped by its rule: the interval reached ±${ofHundred(test.rules.precision)} in 100.`;
  if (test.end === "most")
    return `It stopped by its rule, at ${test.rules.most_answers} answers about the model's pieces.`;
  return "Somebody ended it by hand, before its rule did, so the interval says less than it seems to.";
}

/**
 * What the result says, and no more than its intervals do. Whether listeners tell a model from people is a matter
 * of how often they are right: somebody who always says "model" takes every piece for one.
 */
export function verdictWords({ taken, right }: Pick<ListeningResult, "taken" | "right">): string {
  if (taken === null || right === null) return "Nobody answered about the model's pieces.";
  const said = `Of 100 pieces by the model, ${ofHundred(taken.value)} were taken for the model's.`;
  if (right.low > 0.5) return `${said} Listeners tell it from people more often than a coin would.`;
  if (right.high < 0.5) return `${said} Listeners are wrong more often than a coin would be.`;
  return `${said} Whether listeners can tell it from people is open.`;
}

/** "52 to 62 in 100, of 385 answers by 31 listeners". */
export const shareWords = (share: ShareOfAnswers): string =>
  `${ofHundred(share.low)} to ${ofHundred(share.high)} in 100, of ${plural(share.num_answers, "answer")} by ${plural(share.num_listeners, "listener")}`;
