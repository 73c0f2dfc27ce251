// Room for a longer rewriting: free places after the words that are rewritten. Pure.
import { FREE, isMark, type WordPlace } from "./words";

/** Words of the longest phrase beside those that stood there: twin of `sunmask/text/phrases/passages.py`
 * (tests/cases/room.json). */
const LONGEST = 1.6;
const ENDS = /^[.!?…]$/u;

export interface Room {
  /** Where in the text they come, and how many. */
  at: number;
  count: number;
}

/** Free places that are missing in each run of rewritten words within a sentence, the last run first. */
export function missingRoom(
  words: readonly WordPlace[],
  isRewritten: (word: number) => boolean,
): Room[] {
  const rooms: Room[] = [];
  let run: number[] = [];
  const close = () => {
    const spoken = run.filter((at) => words[at]?.word !== FREE && !isMark(words[at]?.word ?? ""));
    const numFree = run.filter((at) => words[at]?.word === FREE).length;
    const count = Math.max(1, Math.floor(LONGEST * spoken.length) - spoken.length) - numFree;
    const last = words[spoken.at(-1) ?? -1];
    if (last && count > 0) rooms.unshift({ at: last.to, count });
    run = [];
  };
  words.forEach(({ word }, at) => {
    if (!isRewritten(at) && word !== FREE) return close();
    run.push(at);
    if (ENDS.test(word)) close();
  });
  close();
  return rooms;
}
