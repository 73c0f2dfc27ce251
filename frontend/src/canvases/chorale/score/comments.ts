// Where somebody said something, in the score: a small bubble at the upper left of the head.
import { type Accessor, createEffect } from "solid-js";
import { type Head, headAt } from "../../../domain/chorale/heads";
import { commentedPlaces } from "../../../state/comments";

/** In the units of an engraved score, of which a staff space has 180. */
const BUBBLE =
  "M30 0h160a30 30 0 0 1 30 30v80a30 30 0 0 1-30 30h-80l-70 70v-70h-10a30 30 0 0 1-30-30v-80a30 30 0 0 1 30-30z";
const [LEFT, ABOVE] = [120, 250];

/** Keep the bubbles as long as the owner lives. A comment on whole bars stands at the soprano's first head. */
export function markComments(
  heads: Accessor<readonly Head[][]>,
  elements: Accessor<ReadonlyMap<string, Element>>,
): void {
  createEffect(() => {
    const all = elements();
    const commented = new Set(
      commentedPlaces().map(({ first, row }) => headAt(heads(), row ?? 0, first)?.id),
    );
    for (const head of heads().flat()) {
      const element = all.get(head.id);
      if (element) putBubble(element, commented.has(head.id));
    }
  });
}

function putBubble(head: Element, isThere: boolean): void {
  head.querySelector(".comment-mark")?.remove();
  const mark = head.querySelector(".mark");
  if (!isThere || !mark) return;
  const made = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const [x, y] = [Number(mark.getAttribute("x")), Number(mark.getAttribute("y"))];
  made.setAttribute("class", "comment-mark");
  made.setAttribute("d", BUBBLE);
  made.setAttribute("transform", `translate(${x - LEFT} ${y - ABOVE})`);
  head.append(made);
}
