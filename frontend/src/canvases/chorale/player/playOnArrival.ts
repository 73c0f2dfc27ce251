/**
 * An address may ask for sound (`play=1`): it begins with the notes that stand, or goes on in them. What is composed
 * joins them once it is more than noise. As long as it is composed, the music begins again where it ends.
 */

import { createEffect, createMemo, createSignal, on, untrack } from "solid-js";
import { play } from "../../../audio/player";
import { type SoundSource, setSoundSource } from "../../../audio/source";
import { type Grid, RENOISABLE, type StateGrid } from "../../../domain/cells";
import { isActive } from "../../../domain/generation/progress";
import { shownGeneration, shownGrid, shownStates, shownStep } from "../../../state/stage/open";
import { isPlaying } from "../../../state/stage/playhead";

/** Of the steps of a run: before that there is mostly noise. */
const SHARE_BEFORE_COMPOSED = 4;

/** The grid with rests where something is to be composed. */
export const onlyStanding = (grid: Grid, states: StateGrid): Grid =>
  grid.map((row, voice) =>
    row.map((symbol, column) => (states[voice]?.[column] === RENOISABLE ? 0 : symbol)),
  );

/** The notes in view that sound. Needs an owner. */
export function playOnArrival(): Pick<SoundSource, "grid" | "goesRound"> {
  if (!isSoundRequested()) return { grid: shownGrid };
  const [isListening, setListening] = createSignal(true);
  const generation = () => shownGeneration()?.generation() ?? null;
  const isEarly = createMemo(() => {
    const numSteps = generation()?.num_steps ?? Number.POSITIVE_INFINITY;
    return isListening() && (shownStep() ?? 0) < numSteps / SHARE_BEFORE_COMPOSED;
  });
  const grid = createMemo(() =>
    isEarly() ? onlyStanding(shownGrid(), shownStates()) : shownGrid(),
  );
  const isThere = createMemo(() => grid().some((row) => row.some((symbol) => symbol !== 0)));
  // Deferred: what playing reads would wake these again, and the music could not be paused.
  createEffect(() => {
    if (!isThere() || !isListening()) return;
    setSoundSource(null);
    untrack(() => void play());
  });
  createEffect(on(isPlaying, (now, before) => before && !now && setListening(false)));
  return {
    grid,
    goesRound: () => {
      const run = generation();
      return isListening() && run !== null && isActive(run);
    },
  };
}

/** Whether the address asks for sound; it does so once. */
function isSoundRequested(): boolean {
  const here = new URL(location.href);
  if (here.searchParams.get("play") !== "1") return false;
  here.searchParams.delete("play");
  history.replaceState(history.state, "", here);
  // A page that was opened afresh makes no sound before the first press.
  return navigator.userActivation?.hasBeenActive !== false;
}
