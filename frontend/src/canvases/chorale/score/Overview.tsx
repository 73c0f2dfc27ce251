// A long score from end to end in one strip: its phrases, what is free or masked, where people are.
import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  For,
  Index,
  on,
  onCleanup,
  onMount,
  Show,
} from "solid-js";
import { type CellState, cellOfKey, STATE_NAMES, UNMASKED } from "../../../domain/cells";
import { barLength, numberedBars, positionOf } from "../../../domain/chorale/music/bars";
import { runsOf } from "../../../domain/chorale/rollGeometry";
import {
  columnsInView,
  heightOf,
  type PlacedLine,
  phrasesOf,
} from "../../../domain/chorale/staff/overview";
import { currentDocument } from "../../../state/document/document";
import { shownGrid } from "../../../state/stage/open";
import { playhead } from "../../../state/stage/playhead";
import { LineSlider, type Scale } from "../../../ui/controls/LineSlider";
import { previewStates } from "../gestures/preview";
import { selectedRectangles, shownColumnIndex, shownMeta, shownVoices } from "../inView";
import { peoplesSpans } from "./overlays/people";
import type { Line } from "./places";

/** A score that is longer than so many views has an overview. */
const LONG = 1.5;
/** Pixels of the strip: phrases, then the lanes of the voices, then numbers of bars. */
const USUAL_HEIGHT = 42;
const LANES_TOP = 9;
const LANE = 5;
const lanesEnd = () => LANES_TOP + shownVoices().length * LANE;
const stripHeight = () => USUAL_HEIGHT + (shownVoices().length - 4) * LANE;
const NUMBER_PIXELS = 34;
/** What is free of notes and not to be rewritten either. */
const EMPTY = -1;

/** Press or drag to go to a part of the piece. */
export function Overview(props: { scroller: () => HTMLElement; lines: Accessor<readonly Line[]> }) {
  const { isLong, inView, goTo } = useScrolling(props.scroller, props.lines);
  const numColumns = () => shownGrid()[0]?.length ?? 0;
  const middle = () => (inView().first + inView().end) / 2;
  const barOf = (column: number) => {
    const last = Math.max(0, Math.min(numColumns() - 1, Math.floor(column)));
    return positionOf(last, shownMeta()).bar;
  };
  return (
    <Show when={isLong() && numColumns() > 0}>
      <div class="score-overview" data-testid="overview">
        <LineSlider
          label="Part of the piece in view"
          valueText={`Bars ${barOf(inView().first)} to ${barOf(inView().end - 1)} of ${barOf(numColumns())}`}
          class="overview-line"
          height={stripHeight()}
          first={0}
          last={numColumns()}
          now={Math.round(middle())}
          end={numColumns()}
          by={barLength(positionOf(Math.round(middle()), shownMeta()))}
          pageBy={Math.max(1, inView().end - inView().first)}
          onGo={goTo}
        >
          {(scale) => <Strip scale={scale} inView={inView()} numColumns={numColumns()} />}
        </LineSlider>
      </div>
    </Show>
  );
}

function Strip(props: {
  scale: Scale;
  inView: { first: number; end: number };
  numColumns: number;
}) {
  const x = (column: number) => props.scale.x(column);
  const width = (first: number, end: number, least = 1) => Math.max(least, x(end) - x(first));
  const laneY = (row: number) => LANES_TOP + row * LANE;
  const phrases = createMemo(() => phrasesOf(shownGrid(), fermatas()));
  const spans = createMemo(() => [
    ...selectedRectangles().map((span) => ({ span, colour: "var(--focus)", name: "" })),
    ...peoplesSpans(),
  ]);
  return (
    <>
      <Index each={phrases()}>
        {(phrase) => (
          <path
            class="phrase"
            d={`M${x(phrase().first) + 1.5} 6v-2.5h${Math.max(0, width(phrase().first, phrase().end) - 3)}v2.5`}
          />
        )}
      </Index>
      <For each={[...shownVoices().keys()]}>
        {(row) => <Lane row={row} y={laneY(row)} x={x} width={width} />}
      </For>
      <For each={spans()}>
        {({ span, colour, name }) => (
          <rect
            class="person"
            style={{ stroke: colour }}
            x={x(span.first)}
            y={laneY(span.firstRow) - 1}
            width={width(span.first, span.last + 1, 3)}
            height={(span.lastRow - span.firstRow + 1) * LANE + 1}
          >
            <Show when={name}>
              <title>{name}</title>
            </Show>
          </rect>
        )}
      </For>
      <Numbers scale={props.scale} numColumns={props.numColumns} />
      <rect
        class="in-view"
        x={x(props.inView.first)}
        y={0.75}
        width={width(props.inView.first, props.inView.end, 6)}
        height={lanesEnd() + 2}
        rx={3}
      />
      <Show when={playhead() !== null}>
        <path class="playhead" d={`M${x(playhead() ?? 0)} 0V${lanesEnd() + 3}`} />
      </Show>
    </>
  );
}

/** One voice: a line where it is kept, a frame where it is masked, a bar where it is written anew. */
function Lane(props: {
  row: number;
  y: number;
  x: (column: number) => number;
  width: (first: number, end: number) => number;
}) {
  const runs = createMemo(() => {
    const symbols = shownGrid()[props.row] ?? [];
    const plan = (previewStates()[props.row] ?? []).map((state, column) =>
      state === UNMASKED && symbols[column] === 0 ? EMPTY : state,
    );
    return runsOf(plan, 0, plan.length - 1).filter(({ value }) => value !== EMPTY);
  });
  return (
    // By place: a grid with other notes and the same plan changes nothing here.
    <Index each={runs()}>
      {(run) => (
        <rect
          class={`plan ${STATE_NAMES[run().value as CellState]}`}
          x={props.x(run().first)}
          y={run().value === UNMASKED ? props.y + 1.5 : props.y + 0.5}
          width={props.width(run().first, run().last + 1)}
          height={run().value === UNMASKED ? 1 : LANE - 2}
        />
      )}
    </Index>
  );
}

/** Numbers of bars, as many as there is room for. */
function Numbers(props: { scale: Scale; numColumns: number }) {
  const bars = createMemo(() =>
    numberedBars(props.numColumns, shownMeta(), props.scale.inner() / NUMBER_PIXELS),
  );
  return (
    <For each={bars()}>
      {({ number, first }) => (
        <text x={props.scale.x(first)} y={stripHeight() - 1}>
          {number}
        </text>
      )}
    </For>
  );
}

/** Where the page is scrolled to in columns, and how to go elsewhere. */
function useScrolling(scroller: () => HTMLElement, lines: Accessor<readonly Line[]>) {
  const [isLong, setIsLong] = createSignal(false);
  const [inView, setInView] = createSignal(
    { first: 0, end: 0 },
    { equals: (one, other) => one.first === other.first && one.end === other.end },
  );
  function placed(): PlacedLine[] {
    const top = scroller().getBoundingClientRect().top - scroller().scrollTop;
    return lines().flatMap(({ svg, first, end }) => {
      const box = svg.closest(".staff-line")?.getBoundingClientRect();
      return box ? [{ top: box.top - top, height: box.height, first, end }] : [];
    });
  }
  let isPlanned = false;
  function look(): void {
    if (isPlanned) return;
    isPlanned = true;
    requestAnimationFrame(() => {
      isPlanned = false;
      const { scrollTop, clientHeight } = scroller();
      const all = placed();
      // Of its lines alone: what opens under the last one makes the page longer, and not the piece.
      const last = all.at(-1);
      setIsLong(last !== undefined && last.top + last.height > LONG * clientHeight);
      setInView(columnsInView(all, scrollTop, clientHeight));
    });
  }
  onMount(() => {
    const observer = new ResizeObserver(look);
    observer.observe(scroller());
    // Chords and lanes come after their lines, and make the page longer.
    for (const part of scroller().children) observer.observe(part);
    scroller().addEventListener("scroll", look, { passive: true });
    onCleanup(() => observer.disconnect());
    createEffect(on(lines, look));
  });
  /** With the column in the middle of the view. */
  function goTo(column: number): void {
    scroller().scrollTop = heightOf(placed(), column) - scroller().clientHeight / 2;
  }
  return { isLong, inView, goTo };
}

function fermatas(): { row: number; column: number }[] {
  const index = shownColumnIndex();
  return [...(currentDocument()?.marks() ?? [])].flatMap(([key, mark]) => {
    const cell = mark.fermata ? cellOfKey(key, index) : null;
    return cell ? [cell] : [];
  });
}
