// One line above the roll that says what is in view when it is not the canvas, or what is wrong.
import { createMemo, Match, Show, Switch } from "solid-js";
import type { Session } from "../../session";
import type { CanvasDocument } from "../../state/document";
import { isRunning, setStage, shownGeneration, shownStep, stage } from "../../state/stage";

export function StageLine(props: { session: Session; document: CanvasDocument }) {
  const inView = createMemo(() => {
    const now = stage();
    if (now.view === "canvas") return null;
    const generation = shownGeneration()?.generation();
    const step = shownStep();
    const run = generation ? ` of generation ${generation.number}` : "";
    const at =
      step === null ? "before its first step" : `step ${step} of ${generation?.num_steps ?? "?"}`;
    return `Candidate ${now.candidate + 1}${run}, ${at}`;
  });
  const unsaved = () => {
    const count = props.document.numUnsaved();
    if (count === 0) return "";
    return count === 1
      ? " One edit is kept in this browser and sent then."
      : ` ${count} edits are kept in this browser and sent then.`;
  };
  return (
    <Switch>
      <Match when={props.session.closedReason()}>
        {(reason) => (
          <p class="stage-line fault" role="alert" data-testid="closed">
            {reason()}
          </p>
        )}
      </Match>
      <Match when={props.session.status() === "offline"}>
        <p class="stage-line fault" role="status" data-testid="offline">
          <b>No connection.</b> Trying again.{unsaved()}
          <Show when={inView()}>
            <BackToCanvas />
          </Show>
        </p>
      </Match>
      <Match when={inView()}>
        {(name) => (
          <p class="stage-line" data-testid="stage-line">
            <b>{name()}</b>
            <Show when={isRunning()}>
              <span class="live">live</span>
            </Show>
            <span class="stage-hint">In view to hear and compare; painting is for the canvas.</span>
            <BackToCanvas />
          </p>
        )}
      </Match>
      <Match when={props.document.isLoaded() && !props.document.canEdit()}>
        <p class="stage-line" data-testid="read-only">
          You may look, listen and export here; editing needs the role of an editor.
        </p>
      </Match>
    </Switch>
  );
}

function BackToCanvas() {
  return (
    <>
      <span class="spacer" />
      <button
        type="button"
        data-testid="back-to-canvas"
        onClick={() => setStage({ view: "canvas" })}
      >
        Back to canvas <kbd>Esc</kbd>
      </button>
    </>
  );
}
