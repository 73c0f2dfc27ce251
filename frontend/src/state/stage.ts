// What is in view: the canvas, or one candidate of a generation at one step. Roll, sound and miniatures
// all draw `shownGrid()`.
import { createEffect, createMemo, createRoot, createSignal, onCleanup } from "solid-js";
import type { Grid, StateGrid } from "../domain/cells";
import { currentDocument } from "./document";
import { type FollowedGeneration, followGeneration } from "./generations";

/** step null = the newest; `candidate` counts from 0. */
export type Stage =
  | { view: "canvas" }
  | { view: "candidate"; generation: string; candidate: number; step: number | null };

const [stage, setStage] = createSignal<Stage>(
  { view: "canvas" },
  { equals: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
);
/** What the stage is compared with (drawn as outlines under the notes in view); null for nothing. */
const [comparison, setComparison] = createSignal<Stage | null>(null);

export { comparison, setComparison, setStage, stage };

const shown = createRoot(() => {
  const generationId = createMemo(() => {
    const now = stage();
    return now.view === "candidate" ? now.generation : null;
  });
  const [followed, setFollowed] = createSignal<FollowedGeneration | null>(null);
  createEffect(() => {
    const id = generationId();
    if (id === null) return;
    const one = followGeneration(id);
    setFollowed(one);
    onCleanup(() => {
      setFollowed(null);
      one.release();
    });
  });

  const step = createMemo(() => {
    const now = stage();
    if (now.view === "canvas") return null;
    return now.step ?? followed()?.lastStep() ?? null;
  });
  const columns = createMemo((): readonly string[] => {
    if (stage().view === "canvas") return currentDocument()?.columns() ?? [];
    return followed()?.frozen()?.columns ?? currentDocument()?.columns() ?? [];
  });
  const grid = createMemo((): Grid => {
    const now = stage();
    const onCanvas = () => currentDocument()?.symbols() ?? [];
    if (now.view === "canvas") return onCanvas();
    const at = step();
    return (at === null ? null : followed()?.gridAt(now.candidate, at)) ?? onCanvas();
  });
  const states = createMemo((): StateGrid => {
    const onCanvas = () => currentDocument()?.states() ?? [];
    if (stage().view === "canvas") return onCanvas();
    return (followed()?.frozen()?.states as StateGrid | undefined) ?? onCanvas();
  });
  const running = createMemo(() => {
    const state = followed()?.generation()?.state;
    return stage().view === "candidate" && state === "running";
  });
  return { followed, step, columns, grid, states, running };
});

/** The generation in view; null while the canvas is. */
export const shownGeneration = shown.followed;
/** The step in view; null for the canvas, or before the first step. */
export const shownStep = shown.step;
/** The column ids of what is in view. */
export const shownColumns = shown.columns;
/** The symbols in view, rows by columns: what roll, sound and miniatures draw. */
export const shownGrid = shown.grid;
export const shownStates = shown.states;
/** True while the candidate in view still changes. */
export const isRunning = shown.running;
