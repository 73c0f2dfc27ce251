/** The steps of the candidate in view, from noise to the last: drag or keys choose one. */

import { createMemo, For, onCleanup, Show } from "solid-js";
import { useActContext } from "../canvases/common/actContext";
import { openKind } from "../canvases/registry";
import { actSentence } from "../domain/actWords";
import { curvePoints, ticks } from "../domain/curve";
import type { Act } from "../protocol";
import { setStage, shownStep, stage } from "../state/stage";
import { useStudio } from "../state/studio";
import { onKeys } from "../ui/hotkeys";
import { registerKeys } from "../ui/keyHelp";
import { EDGE_PX, LineSlider } from "../ui/LineSlider";
import { ActMark, marksOf } from "./ActMark";

const CURVE_PX = 26;

export function StepLine() {
  const studio = useStudio();

  const candidate = () => {
    const now = stage();
    return now.view === "candidate" ? now.candidate : 0;
  };
  const numSteps = () => studio.selected()?.num_steps ?? 1;
  const firstStep = () => studio.followed()?.firstStep() ?? studio.selected()?.first_step ?? 0;
  const lastStep = () => studio.followed()?.lastStep() ?? firstStep();
  const step = () => shownStep() ?? lastStep();

  const shares = createMemo(() => {
    const followed = studio.followed();
    const last = followed?.lastStep();
    const frozen = followed?.frozen();
    if (!followed || !frozen || last === null || last === undefined) return [];
    const numCells = Math.max(1, frozen.columns.length * frozen.states.length);
    const all: number[] = [];
    // The first stored step changes nothing: the line begins as high as the step after it.
    for (let at = firstStep(); at <= last; at++) {
      const step = Math.max(at, firstStep() + 1);
      all.push(followed.steps.numChangesAt(candidate(), step) / numCells);
    }
    return all;
  });
  const context = useActContext(openKind());
  const words = (act: Act) => actSentence(act, context());
  const marks = createMemo(() => marksOf(studio.followed()?.acts() ?? [], candidate()));

  const show = (wanted: number) => {
    const now = stage();
    if (now.view !== "candidate") return;
    const at = Math.round(Math.min(lastStep(), Math.max(firstStep(), wanted)));
    const isNewest = at === lastStep();
    setStage({ ...now, step: isNewest ? null : at });
  };
  onCleanup(
    registerKeys([
      { keys: ", .", label: "One step of the generation back or forward", group: "Steps" },
    ]),
  );
  onKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === ",") show(step() - 1);
    else if (event.key === ".") show(step() + 1);
    else return;
    event.preventDefault();
  });

  return (
    <LineSlider
      label="Step of the generation"
      valueText={`Step ${step()} of ${numSteps()}`}
      first={firstStep()}
      last={lastStep()}
      now={step()}
      end={numSteps()}
      by={1}
      pageBy={10}
      onGo={show}
    >
      {({ width, inner, x }) => {
        const curve = createMemo(() =>
          curvePoints(shares(), firstStep(), numSteps(), {
            left: EDGE_PX,
            width: inner(),
            top: 1,
            height: CURVE_PX - 2,
          }),
        );
        const marked = createMemo(() => ticks(numSteps(), inner() / 6));
        const isLong = (at: number) => at % (10 * (marked()[1] ?? 1)) === 0;
        /** The words beside the handle turn to its left where they would meet the last number. */
        const isLate = () => x(step()) > width() - 110;
        return (
          <>
            <For each={marked()}>
              {(at) => (
                <rect
                  x={x(at) - 0.75}
                  y={isLong(at) ? 29 : 32}
                  width="1.5"
                  height={isLong(at) ? 6 : 3}
                  class={at <= step() ? "tick done" : "tick"}
                />
              )}
            </For>
            <polyline class="curve" points={curve()} />
            <line class="rail" x1={EDGE_PX} x2={width() - EDGE_PX} y1="37" y2="37" />
            <line class="rail known" x1={x(firstStep())} x2={x(lastStep())} y1="37" y2="37" />
            <line class="rail done" x1={x(firstStep())} x2={x(step())} y1="37" y2="37" />
            <For each={marks()}>
              {(mark) => (
                <ActMark
                  x={x(mark.step)}
                  acts={mark.acts}
                  words={mark.acts.map(words).join("\n")}
                />
              )}
            </For>
            <circle class="handle" cx={x(step())} cy="37" r="7" />
            <Show when={x(step()) > 90}>
              <text x={EDGE_PX} y="53">
                {firstStep() === 0 ? "noise" : `from step ${firstStep()}`}
              </text>
            </Show>
            <Show when={x(step()) < width() - 30}>
              <text x={width() - EDGE_PX} y="53" text-anchor="end">
                {numSteps()}
              </text>
            </Show>
            <text
              class="now"
              x={x(step()) + (isLate() ? 8 : 0)}
              y="53"
              text-anchor={isLate() ? "end" : x(step()) < 40 ? "start" : "middle"}
            >
              step {step()}
            </text>
          </>
        );
      }}
    </LineSlider>
  );
}
