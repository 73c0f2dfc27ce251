// The white space between words where others stand than before: marks close up, words keep apart.
import { FREE, isMark, NOTHING, shownWord } from "./words";

const CLOSING = /^[.,;:!?…)\]}»”’%]$/u;
const OPENING = /^[([{«“‘¿¡£$€#@]$/u;

/** What belongs between two words that were never beside each other. */
export function spaceBetween(before: string | undefined, after: string | undefined): string {
  if (before === undefined || after === undefined) return "";
  if (CLOSING.test(after) || OPENING.test(before)) return "";
  if (/^[-–—/]$/u.test(before) && !isMark(after)) return "";
  return " ";
}

/**
 * The spaces of a text in which other words stand now: as they were, but closed up before a new mark, and with
 * none before NOTHING. A line's end stays.
 */
export function mendedSpaces(
  spaces: readonly string[],
  before: readonly string[],
  now: readonly string[],
): string[] {
  /** The last place in which something stands. */
  let left = -1;
  return spaces.map((space, index) => {
    if (index === now.length) return space;
    const right = now[index] as string;
    if (right === NOTHING) return "";
    const gap = spaces.slice(left + 1, index + 1);
    const beside = left;
    left = index;
    if (index === 0) return space;
    if (gap.length > 1) return acrossNothing(gap, now[beside], right);
    const other = now[index - 1] as string;
    if (other === before[index - 1] && right === before[index]) return space;
    if (space.includes("\n")) return space;
    const [seenLeft, seenRight] = [shownWord(other), shownWord(right)];
    if (CLOSING.test(seenRight) && right !== before[index]) return "";
    if (OPENING.test(seenLeft) && other !== before[index - 1]) return "";
    // A word in a word's place is as near to a mark beside it, such as a straight quotation mark.
    if (isAlike(before[index - 1], other) && isAlike(before[index], right)) return space;
    // A mark that went leaves words that must not grow together.
    return space === "" ? spaceBetween(seenLeft, seenRight) : space;
  });
}

function isAlike(before: string | undefined, now: string): boolean {
  return before !== undefined && (isMark(before) && before !== FREE) === isMark(now);
}

/** What belongs between two words where nothing stands any more in the places between them. */
function acrossNothing(gap: readonly string[], left: string | undefined, right: string): string {
  const line = gap.find((space) => space.includes("\n"));
  if (line !== undefined) return line;
  if (left === undefined) return gap[0] as string;
  const between = spaceBetween(shownWord(left), shownWord(right));
  return between === "" ? "" : gap.at(-1) || between;
}

/** Words as a text, for lists and small pictures; without known spaces, as one would type it. */
export function textOf(words: readonly string[], spaces?: readonly string[]): string {
  return words
    .map((word, index) => {
      const space = spaces?.[index] ?? spaceBetween(words[index - 1], word);
      return space + shownWord(word);
    })
    .join("");
}
