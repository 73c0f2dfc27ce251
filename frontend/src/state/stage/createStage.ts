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

/** A candidate, or a step of it, or whatever of a generation. */
interface Wanted {
  generation: string;
  candidate?: number;
  step?: number | null;
}

/** What a stage shows, from wherever it comes: a session and its document, or a link without either. */
export interface StageSources<R extends Run = Run> {
  document: Accessor<Pick<CanvasDocument, "columns" | "symbols" | "states" | "pins"> | null>;
  /** Called once for each generation that comes into view, which is released when another one does. */
  follow: (generation: string) => R;
  /** What a person wrote and painted on a candidate that stands still. */
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
  const [now, show] = createView();
  /** What the stage is compared with (drawn as outlines under the notes in view); null for nothing. */
  const [comparison, compareWith] = createSignal<InView | null>(null);
  const generation = useRun(now, sources.follow);
  /** Null for the canvas, or before the first step. */
  const step = createMemo(() => {
    const at = now();
    if (at.view === "canvas") return null;
    return at.step ?? generation()?.lastStep() ?? null;
  });
  const stepGrid = createMemo((): Grid | null => {
    const [at, stepInView] = [now(), step()];
    return at.view === "canvas" || stepInView === null
      ? null
      : (generation()?.gridAt(at.candidate, stepInView) ?? null);
  });
  return {
    now,
    show,
    showCanvas: () => show(CANVAS),
    showCandidate(wanted: string, candidate = 0, at: number | null = null) {
      show({ view: "candidate", generation: wanted, candidate, step: at });
    },
    /** Whether this is in view, in all that `wanted` names. */
    shows(wanted: Wanted): boolean {
      const at = now();
      return (
        at.view === "candidate" &&
        at.generation === wanted.generation &&
        (wanted.candidate === undefined || at.candidate === wanted.candidate) &&
        (wanted.step === undefined || at.step === wanted.step)
      );
    },
    comparison,
    compareWith,
    generation,
    step,
    ...useGrids(sources, { now, generation, stepGrid }),
    /** True while the candidate in view still changes. */
    isRunning: createMemo(
      () => now().view === "candidate" && generation()?.generation()?.state === "running",
    ),
    /** True while the candidate in view is loading and the canvas is shown in its place. */
    isLoading: createMemo(
      () =>
        now().view === "candidate" &&
        (!generation()?.frozen() || (step() !== null && stepGrid() === null)),
    ),
  };
}

const createView = (): Signal<InView> => createSignal<InView>(CANVAS, { equals: isJsonEqual });

/** The generation in view, followed while it is; null while the canvas is. */
function useRun<R extends Run>(
  now: Accessor<InView>,
  follow: (id: string) => R,
): Accessor<R | null> {
  const id = createMemo(() => {
    const at = now();
    return at.view === "candidate" ? at.generation : null;
  });
  const [run, setRun] = createSignal<R | null>(null);
  createEffect(() => {
    const wanted = id();
    if (wanted === null) return;
    const one = follow(wanted);
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
  at: { now: Accessor<InView>; generation: Accessor<Run | null>; stepGrid: Accessor<Grid | null> },
) {
  const { now, generation, stepGrid } = at;
  const edits = createMemo((): readonly CellEdit[] => {
    const inView = now();
    return inView.view === "candidate" ? draft(inView.generation, inView.candidate).values() : [];
  });
  const onCanvas = (): Grid => document()?.symbols() ?? [];
  const plan = createMemo(() => {
    const inView = now();
    const run = generation();
    const frozen = run?.frozen();
    if (inView.view === "canvas" || !run || !frozen)
      return { states: document()?.states() ?? [], pins: document()?.pins() ?? [] };
    // The newest step is shown with every act that a worker has taken up, even one that applies from the next step.
    const step = inView.step === null ? Number.POSITIVE_INFINITY : inView.step;
    let inForce = planInForce(frozen, run.acts(), inView.candidate, step);
    for (const { cells, state, pinned } of actsFromEdits(edits(), frozen.columns.length))
      inForce = withPainted(inForce, cells, state ?? null, pinned ?? null);
    return inForce;
  });
  return {
    columns: createMemo((): readonly string[] => {
      const ofCanvas = () => document()?.columns() ?? [];
      return now().view === "canvas" ? ofCanvas() : (generation()?.frozen()?.columns ?? ofCanvas());
    }),
    /** The symbols in view, rows by columns. */
    grid: createMemo(
      (): Grid =>
        now().view === "canvas" ? onCanvas() : withDrafted(stepGrid() ?? onCanvas(), edits()),
    ),
    states: (): StateGrid => plan().states,
    /** The pins in force. */
    pins: (): PinGrid => plan().pins,
    /** Flat numbers of the cells that an act is about which no worker took up yet. */
    pending: createMemo((): ReadonlySet<number> => {
      const inView = now();
      const of = generation()?.generation();
      // At an earlier step, and in a run that has ended, nothing is going to hold.
      if (inView.view === "canvas" || inView.step !== null || !of || !isActive(of))
        return new Set();
      return pendingCells(generation()?.acts() ?? [], inView.candidate);
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
