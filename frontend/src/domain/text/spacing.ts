// The white space between words where others stand than before: marks close up, words keep apart.
import { isMark, shownWord } from "./words";

const CLOSING = /^[.,;:!?…)\]}»”’%]$/u;
const OPENING = /^[([{«“‘¿¡£$€#@]$/u;

/** What belongs between two words that were never beside each other. */
export function spaceBetween(before: string | undefined, after: string | undefined): string {
  if (before === undefined || after === undefined) return "";
  if (CLOSING.test(after) || OPENING.test(before)) return "";
  if (/^[-–—/]$/u.test(before) && !isMark(after)) return "";
  return " ";
}

/** The spaces of a text in which other words stand now: as they were, but closed up before a new mark. */
export function mendedSpaces(
  spaces: readonly string[],
  before: readonly string[],
  now: readonly string[],
): string[] {
  return spaces.map((space, index) => {
    if (index === 0 || index === now.length) return space;
    const [left, right] = [now[index - 1] as string, now[index] as string];
    if (left === before[index - 1] && right === before[index]) return space;
    if (space.includes("\n")) return space;
    const [seenLeft, seenRight] = [shownWord(left), shownWord(right)];
    if (CLOSING.test(seenRight) && right !== before[index]) return "";
    if (OPENING.test(seenLeft) && left !== before[index - 1]) return "";
    // A mark that went leaves words that must not grow together.
    return space === "" ? spaceBetween(seenLeft, seenRight) : space;
  });
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
