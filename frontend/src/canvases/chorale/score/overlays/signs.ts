// Signs of the engraved score: which one is under the pointer, which is chosen, and where a text is typed.
import { type Accessor, createEffect, onCleanup } from "solid-js";
import { drawnName, placeOfDrawn } from "../../../../domain/chorale/notation/signs";
import type { Head } from "../../../../domain/chorale/staff/noteHeads";
import { HALF_SPACE } from "../../../../domain/chorale/staff/staffGeometry";
import { chosenSign } from "../../signs/chosen";
import { type DrawnPlace, headOnScreen, type Line } from "../places";
import { headUnder } from "../pointer/pointer";
import { isNote } from "../pointer/strokes";

/** From a staff's first line up to the middle of the field. */
const ABOVE = 5 * HALF_SPACE;

/** The sign under the pointer, as `chooseSign` takes it. A thin line leaves the heads beneath it to the pointer. */
export function signUnder(event: MouseEvent, heads: readonly Head[][]) {
  const sign = (event.target as Element).closest<Element>("[data-sign]");
  if (!sign || (sign.querySelector(".reach") && isNote(headUnder(event, heads)))) return null;
  return placeOfDrawn(sign.getAttribute("data-sign") ?? "");
}

/** Keep the chosen sign marked as long as the owner lives. */
export function markChosenSign(lines: Accessor<readonly Line[]>): void {
  createEffect(() => {
    const at = chosenSign();
    if (!at) return;
    const name = drawnName(at.row, at.column, at.index);
    const drawn = lines().flatMap(({ svg }) => [...svg.querySelectorAll(`[data-sign="${name}"]`)]);
    for (const element of drawn) element.classList.add("chosen");
    onCleanup(() => {
      for (const element of drawn) element.classList.remove("chosen");
    });
  });
}

/** Where a text over a note begins, in pixels of what scrolls; null where the note is not drawn. */
export function placeOfText(
  scroller: HTMLElement,
  places: readonly DrawnPlace[],
  head: Element | null,
  at: { row: number; column: number },
): { x: number; y: number } | null {
  const found = head && headOnScreen(places, head, at);
  if (!found) return null;
  const view = scroller.getBoundingClientRect();
  const y = found.yOf(found.place.top - ABOVE);
  return { x: found.mark.x - view.x, y: y - view.y + scroller.scrollTop };
}
