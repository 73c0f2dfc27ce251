/** The steps of a replayed generation, from noise to the last: drag or keys choose one. */

import { createMemo, createSignal, For, onCleanup, onMount } from "solid-js";
import { curvePoints, ticks } from "../panels/curve";

const [EDGE_PX, CURVE_PX] = [8, 26];

export function Scrubber(props: {
  firstStep: number;
  lastStep: number;
  numSteps: number;
  step: number;
  /** How much changed at each step, 0 to 1, from the first step on. */
  shares: readonly number[];
  onStep: (step: number) => void;
}) {
  const [width, setWidth] = createSignal(400);
  let line!: HTMLDivElement;
  onMount(() => {
    const watch = new ResizeObserver(() => setWidth(line.clientWidth));
    watch.observe(line);
    onCleanup(() => watch.disconnect());
  });
  const inner = () => Math.max(1, width() - 2 * EDGE_PX);
  const x = (at: number) => EDGE_PX + (at / Math.max(1, props.numSteps)) * inner();
  const curve = createMemo(() =>
    curvePoints([...props.shares], props.firstStep, props.numSteps, {
      left: EDGE_PX,
      width: inner(),
      top: 1,
      height: CURVE_PX - 2,
    }),
  );
  const show = (wanted: number) =>
    props.onStep(Math.round(Math.min(props.lastStep, Math.max(props.firstStep, wanted))));
  const pointTo = (event: PointerEvent) => {
    const box = line.getBoundingClientRect();
    show(((event.clientX - box.left - EDGE_PX) / inner()) * props.numSteps);
  };
  const keys = (event: KeyboardEvent) => {
    const by = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: 10,
      PageDown: -10,
    }[event.key];
    if (by !== undefined) show(props.step + by);
    else if (event.key === "Home") show(props.firstStep);
    else if (event.key === "End") show(props.lastStep);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={line}
      class="step-line"
      role="slider"
      tabIndex={0}
      aria-label="Step of the generation"
      aria-valuemin={props.firstStep}
      aria-valuemax={props.lastStep}
      aria-valuenow={props.step}
      aria-valuetext={`Step ${props.step} of ${props.numSteps}`}
      onKeyDown={keys}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        pointTo(event);
      }}
      onPointerMove={(event) =>
        event.currentTarget.hasPointerCapture(event.pointerId) && pointTo(event)
      }
    >
      <svg width={width()} height="56" aria-hidden="true">
        <For each={ticks(props.numSteps, inner() / 6)}>
          {(at) => (
            <rect
              x={x(at) - 0.75}
              y={32}
              width="1.5"
              height={3}
              class={at <= props.step ? "tick done" : "tick"}
            />
          )}
        </For>
        <polyline class="curve" points={curve()} />
        <line class="rail" x1={EDGE_PX} x2={width() - EDGE_PX} y1="37" y2="37" />
        <line class="rail known" x1={x(props.firstStep)} x2={x(props.lastStep)} y1="37" y2="37" />
        <line class="rail done" x1={x(props.firstStep)} x2={x(props.step)} y1="37" y2="37" />
        <circle class="handle" cx={x(props.step)} cy="37" r="7" />
      </svg>
    </div>
  );
}
