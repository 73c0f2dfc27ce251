/** A few engraved bars of a moment of the canvas: those in which it first differs from another one. */

import { createEffect, createMemo, createResource, Show } from "solid-js";
import { api, sentence } from "../../../../api";
import { type Excerpt as Bars, excerptOf } from "../../../../domain/chorale/music/excerpt";
import type { ExcerptProps } from "../../../common/kind";
import { firstColumn } from "../engraving";
import { parsed } from "../parsed";

/** Staff spaces across. */
const WIDTH = 92;
/** Pictures that are kept, of 20 to 80 kB each. */
const REMEMBERED = 60;

interface Picture {
  page: string;
  /** How many of the bars it shows: what does not fit into one line is left out. */
  numBars: number;
}

/** By what they were engraved from. */
const known = new Map<string, Promise<Picture>>();

export default function Excerpt(props: ExcerptProps) {
  let staves!: HTMLSpanElement;
  const bars = createMemo(() => excerptOf(props.shown, props.base));
  const [picture] = createResource(bars, (wanted) => engraved(props.canvas, wanted));
  createEffect(() => {
    if (picture.error || !picture.latest) return;
    staves.replaceChildren(cropped(picture.latest.page));
  });
  return (
    <span class="excerpt">
      <span class="engraved" aria-hidden="true">
        <span ref={staves} class="staves" />
      </span>
      <Show when={!picture.error} fallback={<span class="problem">{sentence(picture.error)}</span>}>
        <span class="muted">
          {wordsOf(bars(), picture.latest?.numBars)}
          {bars().isSame ? " · same notes as now" : " · first bars that differ from now"}
        </span>
      </Show>
    </span>
  );
}

function engraved(canvas: string, { bars, symbols, meta, marks }: Bars) {
  const score = { symbols, meta, marks, width: WIDTH, view: "closed" };
  const key = JSON.stringify(score);
  let picture = known.get(key);
  if (!picture) {
    const start = bars[0]?.first ?? 0;
    picture = api.engrave(canvas, score).then(({ pages: [page = "", next] }) => {
      const end = next === undefined ? Number.POSITIVE_INFINITY : start + firstColumn(next);
      return { page, numBars: bars.filter(({ first }) => first < end).length };
    });
    picture.catch(() => known.delete(key));
    known.set(key, picture);
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
  }
  return picture;
}

const STAFF_LINE = /d="M(\d+) (\d+) L(\d+) \2"/g;
/** In the units of a page: its margin, and the brace before the staves. */
const [MARGIN, BRACE] = [360, 340];

/** The staves alone, without what names them. */
function cropped(page: string): SVGSVGElement {
  const svg = parsed(page);
  // Heads of the score itself are found by their ids.
  for (const head of svg.querySelectorAll('[id^="n-"], [id^="r-"]')) head.removeAttribute("id");
  const ends = [...page.matchAll(STAFF_LINE)].map(([, left, , right]) => [
    Number(left),
    Number(right),
  ]);
  const first = Math.min(...ends.map(([left]) => left as number)) + MARGIN - BRACE;
  const last = Math.max(...ends.map(([, right]) => right as number)) + MARGIN * 1.5;
  if (ends.length > 0)
    svg.setAttribute("viewBox", `${first} 0 ${last - first} ${svg.viewBox.baseVal.height}`);
  svg.setAttribute("preserveAspectRatio", "xMinYMid");
  return svg;
}

/** "Bar 3", "Bars 5 to 8", "Pickup to bar 3". */
function wordsOf({ bars }: Bars, numShown = bars.length): string {
  const [first, last] = [bars[0]?.number, bars[numShown - 1]?.number];
  if (first === undefined || last === undefined) return "No bars";
  if (first === 0) return last === 0 ? "Pickup" : `Pickup to bar ${last}`;
  return first === last ? `Bar ${first}` : `Bars ${first} to ${last}`;
}
