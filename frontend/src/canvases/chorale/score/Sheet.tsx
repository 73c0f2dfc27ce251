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

/** `starts`: the column that each page begins with. `lines`: as they are drawn now. `onDrawn`: a line has another drawing. */
export function Sheet(props: {
  pages: readonly string[];
  starts: readonly number[];
  lines: readonly Line[];
  scroller: () => HTMLElement;
  onDrawn: (index: number, svg: SVGSVGElement) => void;
  beneath: (line: Accessor<Line>) => JSX.Element;
}) {
  return (
    <Index each={props.pages}>
      {(page, index) => (
        <StaffLine
          page={page()}
          bars={`${props.starts[index]} to ${props.starts[index + 1]}`}
          scroller={props.scroller}
          onDrawn={(svg) => props.onDrawn(index, svg)}
        >
          <Show when={props.lines[index]}>{(line) => props.beneath(line)}</Show>
        </StaffLine>
      )}
    </Index>
  );
}

/** One line. While a run goes on it is drawn anew only near to what is in view. */
function StaffLine(props: {
  page: string;
  /** Which bars it holds. */
  bars: string;
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
  let [drawnPage, drawnBars] = ["", ""];
  createEffect(
    on(
      () => [props.page, props.bars, isNear() || !isRunning()] as const,
      ([page, bars, isWanted]) => {
        // Where lines break elsewhere, an old one would show some bars twice.
        if (page === drawnPage || (!isWanted && bars === drawnBars)) return;
        [drawnPage, drawnBars] = [page, bars];
        const svg = parsed(page);
        props.onDrawn(svg);
        const { width, height } = svg.viewBox.baseVal;
        staves.style.aspectRatio = `${width} / ${height}`;
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
