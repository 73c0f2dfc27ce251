// The lanes under a line of staves: each voice's plan in step with its notes, as runs of states.
import { createMemo, For, onCleanup, onMount, Show } from "solid-js";
import { type CellState, DEFAULT_PIN, STATE_NAMES, UNMASKED } from "../../../domain/cells";
import { runsOf } from "../../../domain/chorale/rollGeometry";
import { columnsUpTo } from "../../../domain/chorale/staff/columnEdges";
import { setVoice, shownColumns, shownPending, tool } from "../../../state/stage/open";
import { playhead } from "../../../state/stage/playhead";
import { isHeard } from "../../../state/stage/voices";
import { canPaint, selectVoice } from "../acts";
import { type Gesture, heldKeys, type Point, type PointerPlace } from "../gestures/gesture";
import { paintInLanes } from "../gestures/paint";
import { listenToPointers } from "../gestures/pointer";
import { previewPins, previewStates } from "../gestures/preview";
import { selectInLanes } from "../gestures/select";
import { cursorAt, selectedRectangles, shownLetters } from "../inView";
import { isCoarse, view } from "../roll/view";
import { LOCK, OPEN_LOCK } from "./overlays/marks";
import { peoplesSpans, type Span } from "./overlays/people";
import type { Line } from "./places";
import { scoreView } from "./view";

/** In the units of an engraved score, of which a staff space has 180. */
const LANE = isCoarse ? 420 : 310;
const INSET = 50;
/** From the staves to the letter of a voice, which stands where the voice's name does. */
const LETTER_GAP = 330;
/** A pointer that far left of the music means the voice. */
const HEADING = 100;
const LOCK_PLACE = { x: 50, y: (LANE - 154) / 2 };

export interface LaneMenus {
  openMenu: (at: { clientX: number; clientY: number }, point: Point) => void;
  openVoiceMenu: (at: { clientX: number; clientY: number }, row: number) => void;
}

export function LineLanes(props: { line: Line } & LaneMenus) {
  let drawing!: HTMLDivElement;
  const rows = createMemo(() => scoreView().staves.flat());
  const height = () => rows().length * LANE;
  /** Where a column begins. */
  const x = (column: number) => {
    const { edges, first, shift } = props.line;
    const index = Math.max(0, Math.min(edges.length - 1, column - first));
    return (edges[index] ?? 0) + shift;
  };
  /** The part of a span of cells that is in this line; null for none. */
  function rectOf(span: Span) {
    const [first, last] = [
      Math.max(span.first, props.line.first),
      Math.min(span.last, props.line.end - 1),
    ];
    const shown = rows().filter((row) => row >= span.firstRow && row <= span.lastRow);
    if (first > last || shown.length === 0) return null;
    const top = rows().indexOf(shown[0] as number) * LANE;
    return {
      x: x(first),
      y: top + INSET / 2,
      width: Math.max(60, x(last + 1) - x(first)),
      height: shown.length * LANE - INSET,
      rx: 50,
    };
  }
  useLanePointer(() => drawing, {
    ...props,
    get line() {
      return props.line;
    },
    rows,
    height,
  });

  const begin = () => (props.line.places[0]?.begin ?? 0) + props.line.shift;
  const headAt = createMemo(() => {
    const now = playhead();
    const { first, end } = props.line;
    return now !== null && now >= first && now < end ? Math.floor(now) : null;
  });
  return (
    <div
      ref={drawing}
      class="line-lanes"
      style={{ "aspect-ratio": `${props.line.width} / ${height()}` }}
      data-testid="line-lanes"
    >
      <svg viewBox={`0 0 ${props.line.width} ${height()}`} aria-hidden="true">
        <For each={rows()}>
          {(row, index) => (
            <g transform={`translate(0 ${index() * LANE})`}>
              <text
                class="lane-voice"
                classList={{ unheard: !isHeard(row) }}
                x={begin() - LETTER_GAP}
                y={LANE / 2 + 85}
                text-anchor="end"
              >
                {shownLetters()[row]}
              </text>
              <Runs row={row} line={props.line} x={x} />
            </g>
          )}
        </For>
        <Overlay rectOf={rectOf} rows={rows()} line={props.line} />
        <Show when={headAt() !== null}>
          <path class="lane-playhead" d={`M${x(headAt() ?? 0)} 0v${height()}`} />
        </Show>
      </svg>
    </div>
  );
}

/** The states of one voice along a line. A run ends where its state or its pin does. */
function Runs(props: { row: number; line: Line; x: (column: number) => number }) {
  const runs = createMemo(() => {
    const pins = previewPins()[props.row] ?? [];
    const plan = (previewStates()[props.row] ?? []).map((state, column) =>
      pins[column] === DEFAULT_PIN[state] ? state : state + 4,
    );
    return runsOf(plan, props.line.first, props.line.end - 1);
  });
  return (
    <For each={runs()}>
      {(run) => {
        const state = (run.value % 4) as CellState;
        const left = () => props.x(run.first) + INSET / 2;
        const width = () => Math.max(60, props.x(run.last + 1) - props.x(run.first) - INSET);
        return (
          <>
            <Show
              when={state !== UNMASKED}
              fallback={<path class="lane-kept" d={`M${left()} ${LANE / 2}h${width()}`} />}
            >
              <rect
                class={`lane-run ${STATE_NAMES[state]}`}
                x={left()}
                y={INSET}
                width={width()}
                height={LANE - 2 * INSET}
                rx={70}
              />
            </Show>
            <Show when={run.value >= 4}>
              <path
                class="lock"
                d={state === UNMASKED ? OPEN_LOCK : LOCK}
                transform={`translate(${left() + LOCK_PLACE.x} ${LOCK_PLACE.y})`}
              />
            </Show>
          </>
        );
      }}
    </For>
  );
}

type Rect = { x: number; y: number; width: number; height: number; rx: number };

/** What lies over the states: what waits for a worker, other people, what is selected, the cursor. */
function Overlay(props: {
  rectOf: (span: Span) => Rect | null;
  rows: readonly number[];
  line: Line;
}) {
  const shapes = createMemo(() => {
    const found: { name: string; colour?: string; rect: Rect }[] = [];
    const put = (name: string, span: Span, colour?: string) => {
      const rect = props.rectOf(span);
      if (rect) found.push({ name, rect, ...(colour ? { colour } : {}) });
    };
    for (const row of props.rows)
      for (const span of pendingIn(row, props.line)) put("pending", span);
    for (const { span, colour } of peoplesSpans()) put("person", span, colour);
    for (const span of selectedRectangles()) put("selected", span);
    const at = cursorAt();
    if (at) put("cursor", { first: at.column, last: at.column, firstRow: at.row, lastRow: at.row });
    return found;
  });
  return (
    <For each={shapes()}>
      {({ name, rect, colour }) => (
        <rect class={`lane-mark ${name}`} style={colour ? { stroke: colour } : {}} {...rect} />
      )}
    </For>
  );
}

function pendingIn(row: number, line: Line): Span[] {
  const pending = shownPending();
  if (pending.size === 0) return [];
  const numColumns = shownColumns().length;
  const waits = Array.from({ length: numColumns }, (_, column) =>
    pending.has(row * numColumns + column),
  );
  return runsOf(waits, line.first, line.end - 1)
    .filter(({ value }) => value)
    .map(({ first, last }) => ({ first, last, firstRow: row, lastRow: row }));
}

/** The pointer in the lanes: it paints or selects cells, and a voice by its letter. */
function useLanePointer(
  drawing: () => HTMLElement,
  parts: { line: Line; rows: () => readonly number[]; height: () => number } & LaneMenus,
): void {
  const toPoint = (event: PointerPlace): Point => {
    const { line, rows, height } = parts;
    const box = drawing().getBoundingClientRect();
    const units = (line.width * (event.clientX - box.left)) / Math.max(1, box.width) - line.shift;
    const lane = Math.floor((rows().length * (event.clientY - box.top)) / Math.max(1, box.height));
    const clamped = Math.max(0, Math.min(rows().length - 1, lane));
    return {
      // A page of staves is not scrolled sideways: in its middle nothing is at an edge.
      x: view().width / 2,
      y: (clamped + 0.5) * (height() / rows().length),
      column: line.first + columnsUpTo(line.edges, units) - 1,
      pitch: 0,
      row: rows()[clamped] ?? 0,
      ...heldKeys(event),
    };
  };
  const isAtLetter = (event: PointerPlace): boolean => {
    const box = drawing().getBoundingClientRect();
    const begin = (parts.line.places[0]?.begin ?? 0) + parts.line.shift + HEADING;
    return event.clientX - box.left < (box.width * begin) / parts.line.width;
  };
  function start(at: Point, event: PointerEvent): Gesture | null {
    if (shownColumns().length === 0) return null;
    if (isAtLetter(event)) {
      setVoice(at.row);
      if (isCoarse) parts.openVoiceMenu(event, at.row);
      else selectVoice(at.row);
      return null;
    }
    return canPaint() && tool() === "paint" ? paintInLanes(at) : selectInLanes(at);
  }
  onMount(() =>
    onCleanup(
      listenToPointers(drawing(), {
        toPoint,
        start,
        openMenu: (at, point) =>
          isAtLetter(at) ? parts.openVoiceMenu(at, point.row) : parts.openMenu(at, point),
        hover() {},
      }),
    ),
  );
}
