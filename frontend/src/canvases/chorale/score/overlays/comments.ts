// Where somebody said something, in the score: a small bubble at the upper left of the head.
import { type Accessor, createEffect } from "solid-js";
import { type Box, raisedClear } from "../../../../domain/chorale/staff/commentBubbles";
import { type Head, headAt } from "../../../../domain/chorale/staff/noteHeads";
import { rowNow } from "../../../../domain/chorale/words/locationWords";
import { commentedPlaces } from "../../../../state/comments";
import { shape } from "./shapes";

/** In the units of an engraved score, of which a staff space has 180. */
const BUBBLE =
  "M30 0h160a30 30 0 0 1 30 30v80a30 30 0 0 1-30 30h-80l-70 70v-70h-10a30 30 0 0 1-30-30v-80a30 30 0 0 1 30-30z";
const [LEFT, ABOVE] = [120, 250];
const SIZE = { width: 220, height: 230 };
/** Between a bubble and a sign of the staff. */
const CLEAR = 90;

/** Keep the bubbles as long as the owner lives. A comment on whole bars stands at the first head of the upper voice that is in view. */
export function markComments(
  heads: Accessor<readonly Head[][]>,
  elements: Accessor<ReadonlyMap<string, Element>>,
): void {
  createEffect(() => {
    const all = elements();
    const commented = new Set(
      commentedPlaces(rowNow).map(({ first, row }) => {
        const at = row ?? heads().findIndex((ofVoice) => ofVoice.length > 0);
        return headAt(heads(), at, first)?.id;
      }),
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
  const [x, y] = [Number(mark.getAttribute("x")), Number(mark.getAttribute("y"))];
  const usual = { x: x - LEFT, y: y - ABOVE, ...SIZE };
  const at = raisedClear(usual, signsBefore(head), CLEAR);
  head.append(
    shape("path", "comment-mark", { d: BUBBLE, transform: `translate(${at.x} ${at.y})` }),
  );
}

/** The clef and the signatures of the head's bar, as far up as the staff goes. */
function signsBefore(head: Element): Box[] {
  const staff = head.closest(".staff");
  const signs = staff?.querySelectorAll<SVGGraphicsElement>(":is(.clef, .keySig, .meterSig)") ?? [];
  return [...signs].map((sign) => sign.getBBox());
}
