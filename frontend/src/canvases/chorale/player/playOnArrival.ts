// An address may ask for sound (`play=1`): playing begins once there is something to hear of what is composed.

import { createEffect, createRoot, untrack } from "solid-js";
import { play } from "../../../audio/player";
import { shownGeneration, shownStep } from "../../../state/stage/open";

/** Of the steps of a run: before that there is mostly noise. */
const SHARE_BEFORE_SOUND = 4;

export function playOnArrival(): void {
  const here = new URL(location.href);
  if (here.searchParams.get("play") !== "1") return;
  here.searchParams.delete("play");
  history.replaceState(history.state, "", here);
  // A page that was opened afresh makes no sound before the first press.
  if (navigator.userActivation?.hasBeenActive === false) return;
  createRoot((stop) => {
    createEffect(() => {
      const numSteps = shownGeneration()?.generation()?.num_steps;
      if (numSteps === undefined || (shownStep() ?? 0) < numSteps / SHARE_BEFORE_SOUND) return;
      stop();
      // Untracked: what playing reads would wake this effect again, and the music could not be paused.
      untrack(() => void play());
    });
  });
}
