/** A listening test in words, for those who take part. Pure. */

import type { Listening } from "../protocol";
import { plural } from "../ui/plural";

/** "Bach or model?" where all real pieces are Bach's, "Person or model?" elsewhere. */
export const titleOf = (test: Pick<Listening, "real_name">): string =>
  `${personWord(test)} or model?`;

/** The person who made a real piece, as the buttons name them. */
export const personWord = (test: Pick<Listening, "real_name">): string =>
  test.real_name.startsWith("Bach") ? "Bach" : "Person";

/** How well somebody did who was right so often: beside what a coin does, without flattery. */
export function ownResult(numRight: number, numAnswered: number): string {
  if (numAnswered === 0) return "You answered nothing.";
  const spread = 2 * Math.sqrt(numAnswered / 4);
  const apart = numRight - numAnswered / 2;
  const beside =
    Math.abs(apart) <= spread
      ? "which is well within a coin's luck"
      : apart > 0
        ? "more than a coin's luck would be"
        : "fewer than a coin's luck would be";
  return `You were right ${numRight === 1 ? "once" : `${numRight} times`} in ${plural(numAnswered, "answer")}, ${beside}.`;
}
