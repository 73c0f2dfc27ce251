/** The foot of the studio: transport and step line in one, and what to do with the step in view. */

import { onCleanup, Show } from "solid-js";
import { barLengths, position, rewind, togglePlaying } from "../audio/player";
import { barAndBeat } from "../audio/schedule";
import { loadedShare, soundState } from "../audio/synth";
import { registerKeys } from "../state/keys";
import { isPlaying } from "../state/playhead";
import { shownStep, stage } from "../state/stage";
import { BarLine } from "./BarLine";
import { branchHere } from "./generating";
import { isPressable, onKeys } from "./hotkeys";
import { place } from "./placing";
import { SoundMenu, toggleLoop } from "./SoundMenu";
import { StepLine } from "./StepLine";
import { useStudio } from "./studio";

export function Timeline() {
  const studio = useStudio();
  const here = () => {
    const { bar, pickup } = barLengths();
    return barAndBeat(Math.floor(position()), bar, pickup);
  };
  const candidate = () => {
    const now = stage();
    return now.view === "candidate" ? now : null;
  };
  onCleanup(
    registerKeys([
      { keys: "Space", label: "Play or pause", group: "Sound" },
      { keys: "Shift+L", label: "Loop the selection, or all", group: "Sound" },
    ]),
  );
  onKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && !isPressable(event.target)) togglePlaying();
    else if (event.code === "KeyL" && event.shiftKey) toggleLoop();
    else return;
    event.preventDefault();
  });
  const numSteps = () => studio.selected()?.num_steps ?? 0;
  const canBranch = () =>
    studio.canEdit() && shownStep() !== null && (shownStep() ?? 0) < numSteps();
  return (
    <section class="timeline" aria-label="Timeline">
      <div class="transport">
        <button
          type="button"
          class="play"
          aria-label={isPlaying() ? "Pause" : "Play"}
          title={isPlaying() ? "Pause (Space)" : "Play (Space)"}
          onClick={togglePlaying}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <Show
              when={isPlaying()}
              fallback={<path d="M4.5 2.5l9 5.5-9 5.5z" fill="currentColor" />}
            >
              <path d="M3.5 2.5h3.200v11H3.5zM9.300 2.5h3.200v11H9.300z" fill="currentColor" />
            </Show>
          </svg>
        </button>
        <button
          type="button"
          class="quiet rewind"
          aria-label="Back to the start"
          title="Back to the start"
          onClick={rewind}
        >
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path
              d="M3 2.5v11M13 2.5L5.5 8l7.5 5.5z"
              fill="currentColor"
              stroke="currentColor"
              stroke-width="1.6"
            />
          </svg>
        </button>
        <div class="where">
          <b class="figures" data-testid="position">
            {here().bar} : {here().beat}
          </b>
          <SoundMenu />
        </div>
      </div>
      <Show when={candidate()} fallback={<BarLine />}>
        <StepLine />
      </Show>
      <div class="timeline-acts">
        <Show when={soundState() === "loading"}>
          <span class="muted figures" role="status">
            Loading sounds {Math.round(100 * loadedShare())} %
          </span>
        </Show>
        <Show when={candidate()}>
          {(now) => (
            <Show when={studio.canEdit()}>
              <button
                type="button"
                disabled={!canBranch()}
                title="Start a new generation from this step; this one stays as it is"
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
