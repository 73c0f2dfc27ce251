/** A stage: the canvas, or one candidate of a generation at one step, with all that is to be drawn of it. */

import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  onCleanup,
  type Signal,
} from "solid-js";
import type { CellMap, Grid, PinGrid, StateGrid } from "../../domain/cells";
import { isJsonEqual } from "../../domain/document/jsonEqual";
import {
  actsFromEdits,
  type CellEdit,
  pendingCells,
  planInForce,
  withPainted,
} from "../../domain/generation/plan";
import { isActive } from "../../domain/generation/progress";
import type { CanvasDocument } from "../document/document";
import type { FollowedGeneration } from "../generations/generations";

/** step null = the newest; `candidate` counts from 0. */
export type InView =
  | { view: "canvas" }
  | { view: "candidate"; generation: string; candidate: number; step: number | null };

/** A step of a candidate, a candidate, or anything of a generation. */
interface Wanted {
  generation: string;
  candidate?: number;
  step?: number | null;
}

/** What a stage shows, from wherever it comes: a session and its document, or a link without either. */
export interface StageSources<R extends Run = Run> {
  document: Accessor<Pick<CanvasDocument, "columns" | "symbols" | "states" | "pins"> | null>;
  /** Called when a generation comes into view; what it returns is released when that leaves the view. */
  follow: (generation: string) => R;
  /** What a person wrote and painted for a branch of a candidate: its run has ended, or an earlier step is shown. */
  draft: (generation: string, candidate: number) => CellMap<CellEdit>;
}

export type Run = Pick<
  FollowedGeneration,
  "generation" | "frozen" | "acts" | "firstStep" | "lastStep" | "gridAt" | "steps" | "release"
>;

export type Stage<R extends Run = Run> = ReturnType<typeof createStage<R>>;

const CANVAS: InView = { view: "canvas" };

/** Needs an owner: its memos live as long as that. */
export function createStage<R extends Run>(sources: StageSources<R>) {
  const [inView, show] = createView();
  /** What the stage is compared with (drawn as outlines under the notes in view); null for nothing. */
  const [comparison, compareWith] = createSignal<InView | null>(null);
  const run = useRun(inView, sources.follow);
  /** Null for the canvas, or before the first step. */
  const step = createMemo(() => {
    const shown = inView();
    if (shown.view === "canvas") return null;
    return shown.step ?? run()?.lastStep() ?? null;
  });
  const stepGrid = createMemo((): Grid | null => {
    const [shown, stepInView] = [inView(), step()];
    return shown.view === "canvas" || stepInView === null
      ? null
      : (run()?.gridAt(shown.candidate, stepInView) ?? null);
  });
  return {
    inView,
    show,
    showCanvas: () => show(CANVAS),
    showCandidate(generation: string, candidate = 0, ofStep: number | null = null) {
      show({ view: "candidate", generation, candidate, step: ofStep });
    },
    /** Whether what `wanted` names is in view; what it leaves out may be anything. */
    shows(wanted: Wanted): boolean {
      const shown = inView();
      return (
        shown.view === "candidate" &&
        shown.generation === wanted.generation &&
        (wanted.candidate === undefined || shown.candidate === wanted.candidate) &&
        (wanted.step === undefined || shown.step === wanted.step)
      );
    },
    comparison,
    compareWith,
    run,
    step,
    ...useGrids(sources, { inView, run, stepGrid }),
    /** True while the run of the candidate in view is running. */
    isRunning: createMemo(
      () => inView().view === "candidate" && run()?.generation()?.state === "running",
    ),
    /** True while the candidate in view is loading and the canvas is shown in its place. */
    isLoading: createMemo(
      () =>
        inView().view === "candidate" &&
        (!run()?.frozen() || (step() !== null && stepGrid() === null)),
    ),
  };
}

const createView = (): Signal<InView> => createSignal<InView>(CANVAS, { equals: isJsonEqual });

/** The generation in view, followed while it is; null while the canvas is. */
function useRun<R extends Run>(
  inView: Accessor<InView>,
  follow: (id: string) => R,
): Accessor<R | null> {
  const id = createMemo(() => {
    const shown = inView();
    return shown.view === "candidate" ? shown.generation : null;
  });
  const [run, setRun] = createSignal<R | null>(null);
  createEffect(() => {
    const generationId = id();
    if (generationId === null) return;
    const one = follow(generationId);
    setRun(() => one);
    onCleanup(() => {
      setRun(null);
      one.release();
    });
  });
  return run;
}

/** Columns, symbols, states and pins in view, and what waits for a worker. */
function useGrids(
  { document, draft }: StageSources,
  signals: {
    inView: Accessor<InView>;
    run: Accessor<Run | null>;
    stepGrid: Accessor<Grid | null>;
  },
) {
  const { inView, run, stepGrid } = signals;
  const edits = createMemo((): readonly CellEdit[] => {
    const shown = inView();
    return shown.view === "candidate" ? draft(shown.generation, shown.candidate).values() : [];
  });
  const onCanvas = (): Grid => document()?.symbols() ?? [];
  const plan = createMemo(() => {
    const shown = inView();
    const followed = run();
    const frozen = followed?.frozen();
    if (shown.view === "canvas" || !followed || !frozen)
      return { states: document()?.states() ?? [], pins: document()?.pins() ?? [] };
    // The newest step is shown with every act that a worker has taken up, even one that applies from the next step.
    const step = shown.step === null ? Number.POSITIVE_INFINITY : shown.step;
    let inForce = planInForce(frozen, followed.acts(), shown.candidate, step);
    for (const { cells, state, pinned } of actsFromEdits(edits(), frozen.columns.length))
      inForce = withPainted(inForce, cells, state ?? null, pinned ?? null);
    return inForce;
  });
  return {
    columns: createMemo((): readonly string[] => {
      const ofCanvas = () => document()?.columns() ?? [];
      return inView().view === "canvas" ? ofCanvas() : (run()?.frozen()?.columns ?? ofCanvas());
    }),
    /** The symbols in view, rows by columns. */
    grid: createMemo(
      (): Grid =>
        inView().view === "canvas" ? onCanvas() : withDrafted(stepGrid() ?? onCanvas(), edits()),
    ),
    states: (): StateGrid => plan().states,
    /** The pins in force. */
    pins: (): PinGrid => plan().pins,
    /** Flat numbers of the cells changed by acts that no worker has taken up yet. */
    pending: createMemo((): ReadonlySet<number> => {
      const shown = inView();
      const generation = run()?.generation();
      // At an earlier step, and in a run that has ended, no act is going to take effect.
      if (shown.view === "canvas" || shown.step !== null || !generation || !isActive(generation))
        return new Set();
      return pendingCells(run()?.acts() ?? [], shown.candidate);
    }),
  };
}

/** A grid with what was written for a branch on top of it. */
function withDrafted(composed: Grid, edits: readonly CellEdit[]): Grid {
  const written = edits.filter((edit) => edit.symbol !== undefined);
  if (written.length === 0) return composed;
  const rows = composed.map((row) => [...row]);
  for (const edit of written) {
    const row = rows[edit.row];
    if (row && edit.column < row.length) row[edit.column] = edit.symbol as (typeof row)[number];
  }
  return rows;
}
