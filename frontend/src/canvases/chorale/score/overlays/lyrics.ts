// Where the words of a note stand on the screen, or will.
import { HALF_SPACE } from "../../../../domain/chorale/staff/staffGeometry";
import { type DrawnPlace, headOnScreen } from "../places";

/** From a staff's last line to the first line of words that nothing else has moved, and from one to the next. */
const FIRST_LINE = 5 * HALF_SPACE;
const NEXT_LINE = 3.4 * HALF_SPACE;

/** The middle of a note's words and their line, in pixels of what scrolls; null where the note is not drawn. */
export function placeOfLyrics(
  scroller: HTMLElement,
  places: readonly DrawnPlace[],
  head: Element | null,
  at: { row: number; column: number; verse: number },
): { x: number; y: number } | null {
  const found = head && headOnScreen(places, head, at);
  if (!found) return null;
  const view = scroller.getBoundingClientRect();
  const x = found.mark.x + found.mark.width / 2 - view.x;
  const line = wordsOfLine(head, at.verse);
  const usual = found.yOf(found.place.bottom + FIRST_LINE + NEXT_LINE * (at.verse - 1));
  const y = line ? line.y + line.height / 2 : usual;
  return { x, y: y - view.y + scroller.scrollTop };
}

/** Words of the same verse and voice in the same line of staves, which stand at one height. */
function wordsOfLine(head: Element, verse: number): DOMRect | null {
  const voice = head.id.slice(0, "n-S-".length);
  for (const note of [
    head,
    ...(head.closest(".system")?.querySelectorAll(`[id^="${voice}"]`) ?? []),
  ]) {
    const words = note.querySelectorAll(".verse")[verse - 1];
    if (words) return words.getBoundingClientRect();
  }
  return null;
}
