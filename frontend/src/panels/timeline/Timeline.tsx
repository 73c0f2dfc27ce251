/** The foot of the studio: transport and step line in one, and what to do with the step in view. */

import { Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import { openKind } from "../../canvases/registry";
import { StepLine } from "../../canvases/StepLine";
import { branchHere } from "../../state/generations/generating";
import { useStudio } from "../../state/stage/studio";
import { place } from "../candidates/placing";
import { ActMarks } from "./ActMark";
import { ActsList } from "./ActsList";

export function Timeline() {
  const studio = useStudio();
  const { stage } = studio;
  const candidate = () => {
    const inView = stage.inView();
    return inView.view === "candidate" ? inView : null;
  };
  const numSteps = () => studio.selected()?.num_steps ?? 0;
  const canBranch = () =>
    studio.canEdit() && stage.step() !== null && (stage.step() ?? 0) < numSteps();
  return (
    <section class="timeline" aria-label="Timeline">
      <Suspense>
        <Show when={openKind().player} fallback={<span />}>
          {(player) => <Dynamic component={player().Transport} />}
        </Show>
        <Show
          when={candidate()}
          fallback={
            <Show when={openKind().player} fallback={<span />}>
              {(player) => <Dynamic component={player().Line} />}
            </Show>
          }
        >
          <StepLine stage={stage} marks={(x) => <ActMarks x={x} />} />
        </Show>
      </Suspense>
      <div class="timeline-acts">
        <ActsList />
        <Show when={candidate()}>
          {(now) => (
            <Show when={studio.canEdit()}>
              <button
                type="button"
                disabled={!canBranch()}
                title="Start a new generation from this step. This one stays as it is."
                onClick={() => void branchHere(studio, stage.step() ?? 0)}
              >
                Branch here
              </button>
              <button
                type="button"
                class="primary"
                disabled={stage.step() === null}
                onClick={() => place(studio, now().generation, now().candidate, stage.step())}
              >
                Place on canvas
              </button>
            </Show>
          )}
        </Show>
      </div>
    </section>
  );
}
