/** The generation at work: pause, resume, one step, stop now or after the step, other settings, and how far it is. */

import {
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  onCleanup,
  Show,
  untrack,
} from "solid-js";
import { changedSettings, settingsInForce } from "../../domain/generation/actWords";
import { isResting, StepClock, type TimeLeft, whereIs } from "../../domain/generation/progress";
import type { Generation } from "../../protocol";
import {
  applySettings,
  oneStep,
  pauseOrResume,
  stopGeneration,
} from "../../state/generations/generating";
import { useFollowed, useStudio } from "../../state/stage/studio";
import { MOD } from "../../ui/keys/hotkeys";

/** Offered where the panel's settings are others than those that the run composes with. */
function ApplySettings(props: {
  generation: Generation;
  wanted: Readonly<Record<string, unknown>>;
}) {
  const studio = useStudio();
  const followed = useFollowed(() => props.generation.id);
  const changed = createMemo(() =>
    changedSettings(
      props.wanted,
      settingsInForce(props.generation.settings, followed()?.acts() ?? []),
    ),
  );
  const names = () =>
    Object.keys(changed())
      .map((name) => studio.kind()?.settings.find((spec) => spec.name === name)?.label ?? name)
      .join(", ");
  return (
    <Show
      when={
        studio.canEdit() &&
        props.generation.purpose === "compose" &&
        Object.keys(changed()).length > 0
      }
    >
      <button
        type="button"
        class="full-width"
        title={`From the next step, the running generation uses these settings: ${names()}`}
        onClick={() => applySettings(props.generation, changed())}
      >
        Apply to the running generation
      </button>
    </Show>
  );
}

const LOOK_MS = 5000;

/** Seconds that a running generation still takes, from how its last steps came; null while nobody can say. */
function useTimeLeft(generation: () => Generation, lastStep: () => number | null): () => TimeLeft {
  const clock = new StepClock();
  const [left, setLeft] = createSignal<TimeLeft>(null);
  const look = () => setLeft(clock.secondsLeft(generation().num_steps, performance.now()));
  createEffect(() => {
    const step = lastStep();
    if (generation().state !== "running") clock.forget();
    else if (step !== null) clock.add(step, performance.now());
    look();
  });
  const timer = setInterval(() => untrack(left) !== null && untrack(look), LOOK_MS);
  onCleanup(() => clearInterval(timer));
  return left;
}

/** Milliseconds since 1970, as they pass while somebody waits. */
function useNow(waits: () => boolean): () => number {
  const [now, setNow] = createSignal(Date.now());
  createEffect(() => {
    if (!waits()) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 5000);
    onCleanup(() => clearInterval(timer));
  });
  return now;
}

export function AtWork(props: {
  generation: Generation;
  /** The settings of the panel. */
  wanted: Readonly<Record<string, unknown>>;
  onAnother: () => void;
  /** Beside its controls. */
  children?: JSX.Element;
}) {
  const studio = useStudio();
  const followed = useFollowed(() => props.generation.id);
  const left = useTimeLeft(
    () => props.generation,
    () => followed()?.lastStep() ?? null,
  );
  const isPaused = () => isResting(props.generation);
  const isInView = () => studio.stage.shows({ generation: props.generation.id });
  const now = useNow(() => props.generation.state === "queued");
  const words = () => whereIs(props.generation, followed()?.lastStep() ?? null, left(), now());
  const step = () => Math.max(followed()?.lastStep() ?? 0, props.generation.last_step ?? 0);
  return (
    <>
      <p class="at-work" data-testid="at-work">
        <b>Generation {props.generation.number}</b>
        <span class="muted figures" data-testid="progress">
          {words()}
        </span>
        <Show when={!isInView()}>
          <button
            type="button"
            class="link"
            onClick={() => studio.stage.showCandidate(props.generation.id)}
          >
            Look at it
          </button>
        </Show>
        <Show when={studio.canEdit() && !isPaused()}>
          <button type="button" class="link" onClick={props.onAnother}>
            Generate another
          </button>
        </Show>
      </p>
      <div class="progress-line" aria-hidden="true">
        <i style={{ width: `${(100 * step()) / props.generation.num_steps}%` }} />
      </div>
      <div class="button-row">
        <Show when={studio.canEdit()}>
          <Controls generation={props.generation} />
        </Show>
        {props.children}
      </div>
      <ApplySettings generation={props.generation} wanted={props.wanted} />
      <span class="visually-hidden" role="status">
        {props.generation.state === "running" ? "Generating" : words()}
      </span>
    </>
  );
}

/** Pause, one step, and the two ways to stop. */
function Controls(props: { generation: Generation }) {
  const studio = useStudio();
  const isPaused = () => isResting(props.generation);
  return (
    <>
      <button
        type="button"
        classList={{ primary: !isPaused() }}
        class="grow"
        title={`${MOD}.`}
        onClick={() => pauseOrResume(props.generation)}
      >
        {isPaused() ? "Resume" : "Pause"}
      </button>
      <Show when={props.generation.pace.mode === "single" && !isPaused()}>
        <button type="button" onClick={() => oneStep(props.generation)}>
          One step
        </button>
      </Show>
      <button
        type="button"
        title="Stops now and keeps the last step as a take"
        onClick={() => stopGeneration(studio, props.generation)}
      >
        Stop
      </button>
      <button
        type="button"
        disabled={props.generation.state !== "running" || props.generation.requested === "stop"}
        aria-label="Stop after this step"
        title="Finishes the current step and keeps it as a take"
        onClick={() => stopGeneration(studio, props.generation, true)}
      >
        After step
      </button>
    </>
  );
}
