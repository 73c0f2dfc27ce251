// What is in view: the canvas, or one candidate of a generation at one step. Roll, sound and miniatures
// all draw `shownGrid()`.
import { createEffect, createMemo, createRoot, createSignal, onCleanup } from "solid-js";
import type { Grid, PinGrid, StateGrid } from "../domain/cells";
import {
  actsFromWishes,
  type CellWish,
  pendingCells,
  planInForce,
  withPainted,
} from "../domain/plan";
import type { CellSymbol } from "../protocol";
import { currentDocument } from "./document";
import { draftOf } from "./drafts";
import { type FollowedGeneration, followGeneration } from "./generations";

/** step null = the newest; `candidate` counts from 0. */
export type Stage =
  | { view: "canvas" }
  | { view: "candidate"; generation: string; candidate: number; step: number | null };

/** A generation that is still at work, or can be. */
export const OPEN_STATES: ReadonlySet<string> = new Set(["queued", "running", "paused"]);

const [stage, setStage] = createSignal<Stage>(
  { view: "canvas" },
  { equals: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
);
/** What the stage is compared with (drawn as outlines under the notes in view); null for nothing. */
const [comparison, setComparison] = createSignal<Stage | null>(null);

export { comparison, setComparison, setStage, stage };

/** A grid with what was written for a branch on top of it. */
function withDrafted(composed: Grid, wishes: readonly CellWish[]): Grid {
  const written = wishes.filter((wish) => wish.symbol !== undefined);
  if (written.length === 0) return composed;
  const rows = composed.map((row) => [...row]);
  for (const wish of written) {
    const row = rows[wish.row];
    if (row && wish.column < row.length) row[wish.column] = wish.symbol as (typeof row)[number];
  }
  return rows;
}

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
  const draft = createMemo(() => {
    const now = stage();
    return now.view === "candidate" ? draftOf(now.generation, now.candidate) : null;
  });
  const stepGrid = createMemo((): Grid | null => {
    const [now, at] = [stage(), step()];
    return now.view === "canvas" || at === null
      ? null
      : (followed()?.gridAt(now.candidate, at) ?? null);
  });
  const grid = createMemo((): Grid => {
    const now = stage();
    const onCanvas = () => currentDocument()?.symbols() ?? [];
    if (now.view === "canvas") return onCanvas();
    const composed = stepGrid() ?? onCanvas();
    return withDrafted(composed, [...(draft()?.values() ?? [])]);
  });
  const plan = createMemo(() => {
    const now = stage();
    const one = followed();
    const frozen = one?.frozen();
    if (now.view === "canvas" || !one || !frozen) {
      const document = currentDocument();
      return { states: document?.states() ?? [], pins: document?.pins() ?? [] };
    }
    // The newest step is shown with every act that a worker has taken up, even one that applies from the next step.
    const at = now.step === null ? Number.POSITIVE_INFINITY : now.step;
    let inForce = planInForce(frozen, one.acts(), now.candidate, at);
    for (const painted of actsFromWishes([...(draft()?.values() ?? [])], frozen.columns.length)) {
      inForce = withPainted(inForce, painted.cells, painted.state ?? null, painted.pinned ?? null);
    }
    return inForce;
  });
  const pending = createMemo((): ReadonlySet<number> => {
    const now = stage();
    const state = followed()?.generation()?.state;
    // At an earlier step, and in a run that has ended, nothing is going to hold.
    if (now.view === "canvas" || now.step !== null || !state || !OPEN_STATES.has(state))
      return new Set();
    return pendingCells(followed()?.acts() ?? [], now.candidate);
  });
  const running = createMemo(() => {
    const state = followed()?.generation()?.state;
    return stage().view === "candidate" && state === "running";
  });
  const loading = createMemo(
    () =>
      stage().view === "candidate" &&
      (!followed()?.frozen() || (step() !== null && stepGrid() === null)),
  );
  return { followed, step, columns, grid, plan, pending, running, loading };
});

/** The generation in view; null while the canvas is. */
export const shownGeneration = shown.followed;
/** The step in view; null for the canvas, or before the first step. */
export const shownStep = shown.step;
/** True while the candidate in view is loading and the canvas is shown in its place. */
export const isLoading = shown.loading;
/** The column ids of what is in view. */
export const shownColumns = shown.columns;
/** The symbols in view, rows by columns: what roll, sound and miniatures draw. */
export const shownGrid = shown.grid as <S extends CellSymbol = number>() => Grid<S>;
export const shownStates = (): StateGrid => shown.plan().states;
/** The pins in force in the grid in view. */
export const shownPins = (): PinGrid => shown.plan().pins;
/** Flat numbers of the cells that an act is about which no worker took up yet. */
export const shownPending = shown.pending;
/** True while the candidate in view still changes. */
export const isRunning = shown.running;
