/** The steps of the candidate in view, with what people did to it. */

import { createMemo, For, onCleanup } from "solid-js";
import { useActContext } from "../canvases/common/actContext";
import { openKind } from "../canvases/registry";
import { StepSlider } from "../canvases/StepSlider";
import { actSentence } from "../domain/actWords";
import { setStage, shownStep, stage } from "../state/stage";
import { useStudio } from "../state/studio";
import { onKeys } from "../ui/hotkeys";
import { registerKeys } from "../ui/keyHelp";
import { ActMark, marksOf } from "./ActMark";

export function StepLine() {
  const studio = useStudio();
  const candidate = () => {
    const now = stage();
    return now.view === "candidate" ? now.candidate : 0;
  };
  const firstStep = () => studio.followed()?.firstStep() ?? studio.selected()?.first_step ?? 0;
  const lastStep = () => studio.followed()?.lastStep() ?? firstStep();
  const step = () => shownStep() ?? lastStep();
  const shares = createMemo(() => {
    const followed = studio.followed();
    const frozen = followed?.frozen();
    if (!followed || !frozen || followed.lastStep() === null) return [];
    const numCells = frozen.columns.length * frozen.states.length;
    return followed.steps.changeShares(candidate(), numCells);
  });
  const context = useActContext(openKind());
  const marks = createMemo(() => marksOf(studio.followed()?.acts() ?? [], candidate()));

  const show = (wanted: number) => {
    const now = stage();
    if (now.view !== "candidate") return;
    const at = Math.min(lastStep(), Math.max(firstStep(), wanted));
    setStage({ ...now, step: at === lastStep() ? null : at });
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
      numSteps={studio.selected()?.num_steps ?? 1}
      step={step()}
      shares={shares()}
      onStep={show}
      marks={(x) => (
        <For each={marks()}>
          {(mark) => (
            <ActMark
              x={x(mark.step)}
              acts={mark.acts}
              words={mark.acts.map((act) => actSentence(act, context())).join("\n")}
            />
          )}
        </For>
      )}
    />
  );
}
