// The words of a running candidate as they are shown: none changes more than three times a second, and
// with reduced motion all of them at each tenth of the run. Another candidate is shown at once.
import { createEffect, createRoot, createSignal, onCleanup } from "solid-js";
import type { Grid } from "../../../domain/cells";
import { FlickerFreeGrid } from "../../../domain/generation/flickerFreeGrid";
import { isRunning, shownGeneration, shownGrid, shownStep, stage } from "../../../state/stage/open";

const WAIT_MS = 90;
const CALM_PARTS = 10;
const reducedMotion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

export const calmWords = createRoot(() => {
  const calm = new FlickerFreeGrid<string>();
  const [words, setWords] = createSignal<Grid<string>>([[]]);
  const [turn, setTurn] = createSignal(0, { equals: false });
  let lastPart = -1;
  let lastInView = stage();
  createEffect(() => {
    turn();
    const grid = shownGrid<string>();
    const isAnother = stage() !== lastInView;
    lastInView = stage();
    const numSteps = shownGeneration()?.generation()?.num_steps ?? 1;
    const part = isRunning() ? Math.floor((CALM_PARTS * (shownStep() ?? 0)) / numSteps) : -1;
    if (isAnother || !isRunning()) {
      lastPart = part;
      setWords(calm.jump(grid));
      return;
    }
    if (reducedMotion?.matches) {
      if (part !== lastPart) setWords(calm.jump(grid));
      lastPart = part;
      return;
    }
    const { grid: next, isPending } = calm.advance(grid, performance.now());
    setWords(next);
    if (!isPending) return;
    const timer = setTimeout(() => setTurn(0), WAIT_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return words;
});
