/** The steps of a replayed generation, from noise to the last: drag or keys choose one. */

import { createMemo, For } from "solid-js";
import { curvePoints, ticks } from "../domain/curve";
import { EDGE_PX, LineSlider } from "../ui/LineSlider";

const CURVE_PX = 26;

export function Scrubber(props: {
  firstStep: number;
  lastStep: number;
  numSteps: number;
  step: number;
  /** How much changed at each step, 0 to 1, from the first step on. */
  shares: readonly number[];
  onStep: (step: number) => void;
}) {
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
      {({ width, inner, x }) => {
        const curve = createMemo(() =>
          curvePoints([...props.shares], props.firstStep, props.numSteps, {
            left: EDGE_PX,
            width: inner(),
            top: 1,
            height: CURVE_PX - 2,
          }),
        );
        return (
          <>
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
            <line
              class="rail known"
              x1={x(props.firstStep)}
              x2={x(props.lastStep)}
              y1="37"
              y2="37"
            />
            <line class="rail done" x1={x(props.firstStep)} x2={x(props.step)} y1="37" y2="37" />
            <circle class="handle" cx={x(props.step)} cy="37" r="7" />
          </>
        );
      }}
    </LineSlider>
  );
}
