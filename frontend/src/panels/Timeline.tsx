/** The foot of the studio: transport and step line in one, and what to do with the step in view. */

import { Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import { openKind } from "../canvases/registry";
import { branchHere } from "../state/generating";
import { shownStep, stage } from "../state/stage";
import { useStudio } from "../state/studio";
import { ActsList } from "./ActsList";
import { place } from "./placing";
import { StepLine } from "./StepLine";

export function Timeline() {
  const studio = useStudio();
  const candidate = () => {
    const now = stage();
    return now.view === "candidate" ? now : null;
  };
  const numSteps = () => studio.selected()?.num_steps ?? 0;
  const canBranch = () =>
    studio.canEdit() && shownStep() !== null && (shownStep() ?? 0) < numSteps();
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
          <StepLine />
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
                onClick={() => void branchHere(studio, shownStep() ?? 0)}
              >
                Branch here
              </button>
              <button
                type="button"
                class="primary"
                disabled={shownStep() === null}
                onClick={() => place(studio, now().generation, now().candidate, shownStep())}
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
