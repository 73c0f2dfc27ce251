// The words of a running candidate as they are shown: none changes more than three times a second, and
// with reduced motion all of them at each tenth of the run. Another candidate is shown at once.
import { createEffect, createRoot, createSignal, onCleanup } from "solid-js";
import type { Grid } from "../../../domain/cells";
import { CalmParts } from "../../../domain/generation/calmParts";
import { FlickerFreeGrid } from "../../../domain/generation/flickerFreeGrid";
import { isRunning, shownGeneration, shownGrid, shownStep, stage } from "../../../state/stage/open";

const WAIT_MS = 90;
const reducedMotion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

export const calmWords = createRoot(() => {
  const calm = new FlickerFreeGrid<string>();
  const [words, setWords] = createSignal<Grid<string>>([[]]);
  const [turn, setTurn] = createSignal(0, { equals: false });
  const parts = new CalmParts();
  createEffect(() => {
    turn();
    const grid = shownGrid<string>();
    const numSteps = shownGeneration()?.generation()?.num_steps ?? 1;
    const found = parts.next(stage(), isRunning() ? (shownStep() ?? 0) / numSteps : null);
    if (found === "another" || (found === "part" && reducedMotion?.matches))
      setWords(calm.jump(grid));
    if (found === "another" || reducedMotion?.matches) return;
    const { grid: next, isPending } = calm.advance(grid, performance.now());
    setWords(next);
    if (!isPending) return;
    const timer = setTimeout(() => setTurn(0), WAIT_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return words;
});
