// The sheet: lines of staves one under the other, each with its chords and lanes beneath it.
import {
  type Accessor,
  createEffect,
  createSignal,
  Index,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
} from "solid-js";
import { isRunning } from "../../../state/open";
import { parsed } from "./parsed";
import type { Line } from "./places";

/** How far from what is in view a line is kept up to date while a run goes on: a part of the view's height. */
const NEAR = "60%";

/** `lines`: as they are drawn now. `onDrawn`: a line has another drawing. */
export function Sheet(props: {
  pages: readonly string[];
  lines: readonly Line[];
  scroller: () => HTMLElement;
  onDrawn: (index: number, svg: SVGSVGElement) => void;
  beneath: (line: Accessor<Line>) => JSX.Element;
}) {
  let glyphs!: SVGDefsElement;
  /** Glyphs are drawn once for all lines. */
  function takeGlyphs(svg: SVGSVGElement): void {
    const defs = svg.querySelector(":scope > defs");
    for (const glyph of [...(defs?.children ?? [])])
      if (!glyphs.querySelector(`#${CSS.escape(glyph.id)}`)) glyphs.append(glyph);
    defs?.remove();
  }
  return (
    <>
      <svg class="glyphs" width="0" height="0" aria-hidden="true">
        <defs ref={glyphs} />
      </svg>
      <Index each={props.pages}>
        {(page, index) => (
          <StaffLine
            page={page()}
            numPages={props.pages.length}
            scroller={props.scroller}
            onDrawn={(svg) => {
              takeGlyphs(svg);
              props.onDrawn(index, svg);
            }}
          >
            <Show when={props.lines[index]}>{(line) => props.beneath(line)}</Show>
          </StaffLine>
        )}
      </Index>
    </>
  );
}

/** One line. While a run goes on it is drawn anew only near to what is in view. */
function StaffLine(props: {
  page: string;
  numPages: number;
  scroller: () => HTMLElement;
  onDrawn: (svg: SVGSVGElement) => void;
  children: JSX.Element;
}) {
  let whole!: HTMLDivElement;
  let staves!: HTMLDivElement;
  const [isNear, setIsNear] = createSignal(true);
  onMount(() => {
    const observer = new IntersectionObserver(
      ([entry]) => entry && setIsNear(entry.isIntersecting),
      { root: props.scroller(), rootMargin: `${NEAR} 0%` },
    );
    observer.observe(whole);
    onCleanup(() => observer.disconnect());
  });
  let [drawnPage, drawnOf] = ["", 0];
  createEffect(
    on(
      () => [props.page, props.numPages, isNear() || !isRunning()] as const,
      ([page, numPages, isWanted]) => {
        // Where there are other lines, each holds other bars: an old one would show some of them twice.
        if (page === drawnPage || (!isWanted && numPages === drawnOf)) return;
        [drawnPage, drawnOf] = [page, numPages];
        const svg = parsed(page);
        props.onDrawn(svg);
        staves.replaceChildren(svg);
      },
    ),
  );
  return (
    <div ref={whole} class="staff-line">
      <div ref={staves} class="staves" />
      {props.children}
    </div>
  );
}
