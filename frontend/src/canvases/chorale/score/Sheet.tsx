// The sheet: lines of staves one under the other, each with its chords and lanes beneath it.
import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  Index,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
} from "solid-js";
import { isRunning } from "../../../state/stage/open";
import { parsed } from "./parsed";
import type { Line } from "./places";

/** How far from what is in view a line is kept up to date while a run goes on: a part of the view's height. */
const NEAR = "60%";

/**
 * `pages`: "" for a line that is still being engraved. `starts`: the column that each page begins with. `numFirst`: how
 * many lines a view has room for. `lines`: as they are drawn now. `onDrawn`: a line has another drawing.
 */
export function Sheet(props: {
  pages: readonly string[];
  starts: readonly number[];
  numFirst: number;
  lines: readonly Line[];
  scroller: () => HTMLElement;
  onDrawn: (index: number, svg: SVGSVGElement) => void;
  beneath: (line: Accessor<Line>) => JSX.Element;
}) {
  const turn = useTurns(
    () => props.pages,
    () => props.numFirst,
  );
  return (
    <Index each={props.pages}>
      {(page, index) => (
        <StaffLine
          page={page()}
          pageAbove={props.pages[index - 1] ?? ""}
          isTurn={index < turn()}
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

/** Lines that are drawn in one frame, but for those of the first view. */
const LATER = 4;

/** How many lines may be drawn: those of the first view at once and the others after, so that these are seen soon. */
function useTurns(
  pages: Accessor<readonly string[]>,
  numFirst: Accessor<number>,
): Accessor<number> {
  const [numLater, setNumLater] = createSignal(0);
  // Once: what opens above the score makes its view smaller.
  const numAtOnce = createMemo(
    (before: number) => before || (pages().length > 0 ? untrack(numFirst) : 0),
    0,
  );
  const turn = () => numAtOnce() + numLater();
  let frame = 0;
  createEffect(() => {
    if (!pages()[turn()]) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => setTimeout(() => setNumLater((before) => before + LATER)));
  });
  onCleanup(() => cancelAnimationFrame(frame));
  return turn;
}

const VIEW_BOX = /viewBox="0 0 ([\d.]+) ([\d.]+)"/;

/** One line. While a run goes on it is drawn anew only near to what is in view. */
function StaffLine(props: {
  page: string;
  /** Of the line above: as high as this one, as long as nobody knows better. */
  pageAbove: string;
  isTurn: boolean;
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
      () => [props.page, props.bars, isNear() || !isRunning(), props.isTurn] as const,
      ([page, bars, isWanted, isTurn]) => {
        if (!page || (drawnPage === "" && !isTurn)) {
          const [, width, height] = VIEW_BOX.exec(page || props.pageAbove) ?? [];
          if (width) staves.style.aspectRatio = `${width} / ${height}`;
          return;
        }
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
