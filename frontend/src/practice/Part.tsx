/** One voice as a line of music with its words, which runs past a mark while it sounds. */

import { createEffect, createMemo, createResource, on, Show } from "solid-js";
import { sentence } from "../api";
import type { Content } from "../canvases/content";
import { curation } from "../curation";
import { ROW_VIEWS } from "../domain/chorale/music/voices";
import { isPlaying, playhead } from "../state/stage/playhead";
import { columnOfNote, placesIn, UNITS, xOf } from "./places";

/** A staff space on the screen. */
const SPACE_PX = 13;
/** Where the mark is, from the left. */
const MARK_PX = 118;

export function Part(props: { token: string; content: Content; row: number }) {
  let scroller!: HTMLElement;
  let sheet!: HTMLDivElement;
  const view = () => ROW_VIEWS[props.row] ?? "soprano";
  const [part] = createResource(view, (wanted) => curation.practicePart(props.token, wanted));
  const page = () => (part.error ? undefined : part.latest?.pages[0]);
  const places = createMemo(() => placesIn(page() ?? ""));
  createEffect(
    on(page, (drawn) => {
      sheet.replaceChildren(...(drawn ? [lineOf(drawn)] : []));
      scroller.scrollLeft = 0;
    }),
  );
  createEffect(
    on([playhead, isPlaying, page], ([at, playing]) => {
      if (at !== null && playing) scroller.scrollLeft = (xOf(at, places()) / UNITS) * SPACE_PX;
    }),
  );
  createEffect(
    on([playhead, () => props.row, page], ([at]) => {
      sheet.querySelector(".sounding")?.classList.remove("sounding");
      const symbols = (props.content.grid[props.row] ?? []) as readonly number[];
      const column = at === null ? null : columnOfNote(Math.floor(at), symbols);
      if (column !== null)
        sheet.querySelector(`.note[id$="-${column}"]`)?.classList.add("sounding");
    }),
  );
  return (
    <div class="practice-part" data-testid="practice-part">
      <Show when={part.error}>
        <p class="problem">{sentence(part.error)}</p>
      </Show>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long part is scrolled by keys */}
      <section class="practice-scroller" ref={scroller} tabIndex={0} aria-label="My part">
        <div class="engraved" style={{ "padding-left": `${MARK_PX}px` }}>
          <div class="staves" ref={sheet} />
        </div>
      </section>
      <span class="practice-mark" style={{ left: `${MARK_PX}px` }} aria-hidden="true" />
    </div>
  );
}

/** The studio's drawing, which has neither scripts nor styles. */
function lineOf(page: string): SVGSVGElement {
  const template = document.createElement("template");
  template.innerHTML = page;
  const svg = document.adoptNode(template.content.firstElementChild as SVGSVGElement);
  const { width, height } = svg.viewBox.baseVal;
  svg.setAttribute("width", `${(width / UNITS) * SPACE_PX}`);
  svg.setAttribute("height", `${(height / UNITS) * SPACE_PX}`);
  svg.setAttribute("aria-hidden", "true");
  return svg;
}
