/** The steps of one candidate, from noise to the last, with how much changed at each: drag or keys choose one. */

import { createMemo, For, type JSX, Show } from "solid-js";
import { curvePoints, ticks } from "../domain/generation/changeCurve";
import { EDGE_PX, LineSlider, type Scale } from "../ui/controls/LineSlider";

const CURVE_PX = 26;

interface StepSliderProps {
  firstStep: number;
  lastStep: number;
  numSteps: number;
  step: number;
  /** How much changed at each step, 0 to 1, from the first step on. */
  shares: readonly number[];
  onStep: (step: number) => void;
  /** What stands on the line besides: acts, say. */
  marks?: (x: Scale["x"]) => JSX.Element;
}

export function StepSlider(props: StepSliderProps) {
  const show = (wanted: number) =>
    props.onStep(Math.round(Math.min(props.lastStep, Math.max(props.firstStep, wanted))));
  return (
    <LineSlider
      label="Step of the generation"
      valueText={`Step ${props.step} of ${props.numSteps}`}
      first={props.firstStep}
      last={props.lastStep}
      now={props.step}
      end={props.numSteps}
      by={1}
      pageBy={10}
      onGo={show}
    >
      {(scale) => (
        <>
          <Rail {...props} scale={scale} />
          {props.marks?.(scale.x)}
          <circle class="handle" cx={scale.x(props.step)} cy="37" r="7" />
          <Numbers {...props} scale={scale} />
        </>
      )}
    </LineSlider>
  );
}

function Rail(props: StepSliderProps & { scale: Scale }) {
  const { width, inner, x } = props.scale;
  const curve = createMemo(() =>
    curvePoints(props.shares, props.firstStep, props.numSteps, {
      left: EDGE_PX,
      width: inner(),
      top: 1,
      height: CURVE_PX - 2,
    }),
  );
  const marked = createMemo(() => ticks(props.numSteps, inner() / 6));
  const isLong = (at: number) => at % (10 * (marked()[1] ?? 1)) === 0;
  return (
    <>
      <For each={marked()}>
        {(at) => (
          <rect
            x={x(at) - 0.75}
            y={isLong(at) ? 29 : 32}
            width="1.5"
            height={isLong(at) ? 6 : 3}
            class={at <= props.step ? "tick done" : "tick"}
          />
        )}
      </For>
      <polyline class="curve" points={curve()} />
      <line class="rail" x1={EDGE_PX} x2={width() - EDGE_PX} y1="37" y2="37" />
      <line class="rail known" x1={x(props.firstStep)} x2={x(props.lastStep)} y1="37" y2="37" />
      <line class="rail done" x1={x(props.firstStep)} x2={x(props.step)} y1="37" y2="37" />
    </>
  );
}

function Numbers(props: StepSliderProps & { scale: Scale }) {
  const { width, x } = props.scale;
  const here = () => x(props.step);
  /** The words beside the handle turn to its left where they would meet the last number. */
  const isLate = () => here() > width() - 110;
  return (
    <>
      <Show when={here() > 90}>
        <text x={EDGE_PX} y="53">
          {props.firstStep === 0 ? "noise" : `from step ${props.firstStep}`}
        </text>
      </Show>
      <Show when={here() < width() - 30}>
        <text x={width() - EDGE_PX} y="53" text-anchor="end">
          {props.numSteps}
        </text>
      </Show>
      <text
        class="now"
        x={here() + (isLate() ? 8 : 0)}
        y="53"
        text-anchor={isLate() ? "end" : here() < 40 ? "start" : "middle"}
      >
        step {props.step}
      </text>
    </>
  );
}
