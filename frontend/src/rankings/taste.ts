/** A taste in words: what a part of the grade adds to winning, shares of 100 votes. Pure. */

import type { Accuracy } from "../protocol";

export const ofHundred = (share: number): string => String(Math.round(100 * share));

/** Whether a difference is surely above 0. */
export const isAhead = (difference: Accuracy): boolean => difference.low > 0;

/** "wins 62 of 100 against its equal" for a take with a spread more of it. */
export function weightSentence(weight: number): string {
  const wins = Math.round(100 / (1 + Math.exp(-weight)));
  return wins === 50 ? "makes no difference" : `wins ${wins} of 100 against its equal`;
}
