/** Acts on the step line: a small shape at the step from which they hold, in the colour of who acted. */

import { createMemo, For, Show } from "solid-js";
import { useActContext } from "../../canvases/common/actContext";
import { openKind } from "../../canvases/registry";
import { actSentence } from "../../domain/generation/actWords";
import { concerns } from "../../domain/generation/plan";
import type { Act } from "../../protocol";
import { useStudio } from "../../state/stage/studio";
import type { Scale } from "../../ui/controls/LineSlider";
import { personColour } from "../../ui/personColour";
import { theme } from "../../ui/theme";

export interface Mark {
  /** The step that it shows. */
  step: number;
  acts: Act[];
}

/** Acts that concern a candidate, by the step they hold from; waiting ones have no place yet. */
export function marksOf(acts: readonly Act[], candidate: number): Mark[] {
  const bySteps = new Map<number, Act[]>();
  for (const act of acts) {
    if (act.from_step === null || !concerns(act, candidate)) continue;
    const isBreak = act.kind === "pause" || act.kind === "stop";
    const step = isBreak ? act.from_step - 1 : act.from_step;
    bySteps.set(step, [...(bySteps.get(step) ?? []), act]);
  }
  return [...bySteps]
    .map(([step, all]) => ({ step, acts: all }))
    .sort((one, other) => one.step - other.step);
}

/** What people did to the candidate in view. */
export function ActMarks(props: { x: Scale["x"] }) {
  const { stage } = useStudio();
  const context = useActContext(openKind());
  const marks = createMemo(() => {
    const inView = stage.inView();
    return inView.view === "candidate" ? marksOf(stage.run()?.acts() ?? [], inView.candidate) : [];
  });
  return (
    <For each={marks()}>
      {(mark) => (
        <ActMark
          x={props.x(mark.step)}
          acts={mark.acts}
          words={mark.acts.map((act) => actSentence(act, context())).join("\n")}
        />
      )}
    </For>
  );
}

/** A diamond for what was painted, a circle for settings, two bars for a pause, a square for a stop. */
function ActMark(props: { x: number; acts: Act[]; words: string }) {
  const last = () => props.acts.findLast((act) => act.kind === "cells") ?? props.acts.at(-1);
  const colour = () => {
    theme();
    const author = last()?.author;
    return author ? personColour(author.id) : "currentColor";
  };
  const y = 21;
  return (
    <g class="act-mark" fill={colour()} data-kind={last()?.kind}>
      <title>{props.words}</title>
      <rect x={props.x - 7} y={y - 9} width="14" height="24" fill="transparent" />
      <Show when={last()?.kind === "cells"}>
        <path d={`M${props.x} ${y - 5.5}l5.5 5.5-5.5 5.5-5.5-5.5z`} />
      </Show>
      <Show when={last()?.kind === "settings"}>
        <circle cx={props.x} cy={y} r="4.5" />
      </Show>
      <Show when={last()?.kind === "pause"}>
        <path d={`M${props.x - 4} ${y - 4.5}h3v9h-3zM${props.x + 1} ${y - 4.5}h3v9h-3z`} />
      </Show>
      <Show when={last()?.kind === "resume"}>
        <path d={`M${props.x - 3} ${y - 5}l8 5-8 5z`} />
      </Show>
      <Show when={last()?.kind === "stop"}>
        <rect x={props.x - 4.5} y={y - 4.5} width="9" height="9" />
      </Show>
      <path class="act-stem" d={`M${props.x} ${y + 6}V37`} stroke={colour()} />
    </g>
  );
}
