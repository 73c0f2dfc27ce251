/** The steps of the candidate in view of a stage: drag along them, or go by keys. */

import { createMemo, type JSX, onCleanup } from "solid-js";
import type { Stage } from "../state/stage/createStage";
import type { Scale } from "../ui/controls/LineSlider";
import { onKeys } from "../ui/keys/hotkeys";
import { registerKeys } from "../ui/keys/keyHelp";
import { StepSlider } from "./StepSlider";

export function StepLine(props: {
  stage: Stage;
  /** What stands on the line besides: acts, say. */
  marks?: (x: Scale["x"]) => JSX.Element;
  /** A person chose a step. */
  onGo?: () => void;
}) {
  const { stage } = props;
  const run = () => stage.run();
  const firstStep = () => run()?.firstStep() ?? 0;
  const lastStep = () => run()?.lastStep() ?? firstStep();
  const step = () => stage.step() ?? lastStep();
  const shares = createMemo(() => {
    const [inView, one] = [stage.inView(), run()];
    const frozen = one?.frozen();
    if (!one || !frozen || inView.view !== "candidate" || one.lastStep() === null) return [];
    return one.steps.changeShares(inView.candidate, frozen.columns.length * frozen.states.length);
  });
  const show = (wanted: number) => {
    const inView = stage.inView();
    if (inView.view !== "candidate") return;
    const at = Math.min(lastStep(), Math.max(firstStep(), wanted));
    stage.show({ ...inView, step: at === lastStep() ? null : at });
    props.onGo?.();
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
    <StepSlider
      firstStep={firstStep()}
      lastStep={lastStep()}
      numSteps={run()?.generation()?.num_steps ?? 1}
      step={step()}
      shares={shares()}
      onStep={show}
      {...(props.marks ? { marks: props.marks } : {})}
    />
  );
}
