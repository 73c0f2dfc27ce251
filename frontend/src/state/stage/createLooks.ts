/** What the model thinks of the grid in view: its doubt cell by cell, and the alternatives for a place. */

import { type Accessor, createEffect, createMemo, createSignal, on, untrack } from "solid-js";
import { sentence } from "../../api";
import { type Cell, flatOf, UNMASKED } from "../../domain/cells";
import type { Alternative } from "../../protocol";
import { toast } from "../../ui/messages/toasts";
import { ask, type LookedAt } from "../asking";
import type { CanvasDocument } from "../document/document";
import type { Stage } from "./createStage";
import type { Targeting } from "./createTarget";

/** A grid must stay unchanged for this long before the model is asked about it. */
const SETTLED_MS = 450;
/** A running candidate changes all the time: its doubt is drawn anew at most this often. */
const LIVE_INTERVAL_MS = 1_800;

export interface LookSources {
  document: Accessor<CanvasDocument | null>;
  stage: Pick<Stage, "inView" | "step" | "grid" | "columns" | "isRunning">;
  targeting: Pick<Targeting, "target" | "editCells">;
}

export type Looks = ReturnType<typeof createLooks>;

/** Needs an owner: it asks as long as that lives. */
export function createLooks(sources: LookSources) {
  return { lookedAt: lookedAtOf(sources), ...createDoubt(sources), ...createAlternatives(sources) };
}

/** What is in view as a look names it; null where nothing is there to look at. */
function lookedAtOf({ document, stage }: LookSources): () => LookedAt | null {
  return () => {
    const inView = stage.inView();
    if (inView.view === "canvas") return document()?.isLoaded() ? {} : null;
    const step = stage.step();
    if (step === null) return null;
    return { generation: inView.generation, candidate: inView.candidate, step };
  };
}

const nameOf = (at: LookedAt): string => JSON.stringify(at);

const isSameCandidate = (one: string, other: string): boolean => {
  const [a, b] = [JSON.parse(one), JSON.parse(other)];
  return a.generation === b.generation && a.candidate === b.candidate;
};

/** For each flat cell 1 - the probability of its symbol, and the name of the grid that it is about. */
interface Doubt {
  of: string;
  values: readonly number[];
}

function createDoubt(sources: LookSources) {
  const { document, stage } = sources;
  const lookedAt = lookedAtOf(sources);
  const [isDoubtShown, setDoubtShown] = createSignal(false);
  const asking = createAsking(sources, isDoubtShown, () => setDoubtShown(false));
  createEffect(
    on([isDoubtShown, stage.inView, stage.step, () => stage.grid()], ([isShown]) =>
      isShown ? asking.lookAgain() : asking.rest(),
    ),
  );
  createEffect(
    on(document, () => {
      asking.forget();
      setDoubtShown(false);
    }),
  );
  return {
    isDoubtShown,
    isLooking: asking.isLooking,
    toggleDoubt: () => void setDoubtShown(!isDoubtShown()),
    /**
     * The model's doubt of what is in view by flat cell; null while it is not shown, or not known yet.
     * That of an earlier step stays on a candidate that continues, until the model has looked again.
     */
    shownDoubt: createMemo(() => {
      const now = asking.current();
      const at = lookedAt();
      if (!now || !at || !isDoubtShown()) return null;
      const isSame =
        now.of === nameOf(at) || (stage.isRunning() && isSameCandidate(now.of, nameOf(at)));
      return isSame && now.values.length === numCells(stage) ? now.values : null;
    }),
  };
}

const numCells = (stage: Pick<Stage, "grid">) =>
  stage.grid().reduce((sum, row) => sum + row.length, 0);

/** Asks for the doubt of what is in view, once that has settled, one question at a time. */
function createAsking(sources: LookSources, isWanted: Accessor<boolean>, giveUp: () => void) {
  const { document, stage } = sources;
  const lookedAt = lookedAtOf(sources);
  const answered = new Map<string, readonly number[]>();
  const [isLooking, setLooking] = createSignal(false);
  const [current, setCurrent] = createSignal<Doubt | null>(null);
  let requestedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** What is remembered of this grid becomes current; false where nothing is. */
  function recall(at: LookedAt | null): boolean {
    const known = at && answered.get(nameOf(at));
    if (at && known) setCurrent({ of: nameOf(at), values: known });
    return Boolean(known);
  }
  async function look(): Promise<void> {
    const at = untrack(lookedAt);
    const canvas = untrack(document)?.canvasId;
    if (!at || canvas === undefined || isLooking() || !isWanted() || recall(at)) return;
    const name = nameOf(at);
    requestedAt = performance.now();
    setLooking(true);
    try {
      const { doubt: values } = await ask(canvas, "doubt", [], at);
      if (values && name !== "{}") answered.set(name, values);
      // A canvas of another shape has come into view, or somebody inserted a bar meanwhile.
      if (values && values.length === numCells(stage)) setCurrent({ of: name, values });
    } catch (failure) {
      giveUp();
      toast(failure instanceof Error ? failure.message : sentence(failure), { tone: "fault" });
    } finally {
      setLooking(false);
      const now = untrack(lookedAt);
      if (now && nameOf(now) !== name) plan();
    }
  }
  function plan(): void {
    clearTimeout(timer);
    const wait = untrack(stage.isRunning)
      ? Math.max(SETTLED_MS, requestedAt + LIVE_INTERVAL_MS - performance.now())
      : SETTLED_MS;
    timer = setTimeout(() => void look(), wait);
  }
  return {
    isLooking,
    current,
    lookAgain() {
      if (!recall(untrack(lookedAt)) && !untrack(isLooking)) plan();
    },
    rest() {
      clearTimeout(timer);
      setCurrent(null);
    },
    forget() {
      clearTimeout(timer);
      answered.clear();
    },
  };
}

export interface OpenAlternatives {
  /** Cells of one note or word, in order. */
  cells: readonly Cell[];
  /** Null while the model looks. */
  choices: readonly Alternative[] | null;
  problem: string | null;
}

function createAlternatives(sources: LookSources) {
  const { document, stage, targeting } = sources;
  const lookedAt = lookedAtOf(sources);
  const [alternatives, setAlternatives] = createSignal<OpenAlternatives | null>(null);
  const [tried, setTried] = createSignal<Alternative | null>(null);

  async function openAlternatives(cells: readonly Cell[]): Promise<void> {
    const at = lookedAt();
    const canvas = document()?.canvasId;
    const numColumns = stage.columns().length;
    if (cells.length === 0 || !at || canvas === undefined) return;
    setTried(null);
    setAlternatives({ cells, choices: null, problem: null });
    const isStill = () => alternatives()?.cells === cells;
    try {
      const flat = cells.map((cell) => flatOf(cell, numColumns));
      const look = await ask(canvas, "alternatives", flat, at);
      if (isStill()) setAlternatives({ cells, choices: look.alternatives ?? [], problem: null });
    } catch (failure) {
      const problem = failure instanceof Error ? failure.message : sentence(failure);
      if (isStill()) setAlternatives({ cells, choices: [], problem });
    }
  }

  function closeAlternatives(): void {
    setTried(null);
    setAlternatives(null);
  }

  /** Write an alternative in its place and hold it: one undoable edit by hand, an act, or a draft. */
  function chooseAlternative(choice: Alternative): void {
    const open = alternatives();
    closeAlternatives();
    if (!open) return;
    const isOnCanvas = targeting.target()?.kind === "canvas";
    targeting.editCells(
      open.cells.map(({ row, column }, index) => ({
        row,
        column,
        symbol: choice.symbols[index] ?? choice.symbols.at(-1),
        state: UNMASKED,
        // An unmasked cell of the canvas is pinned of itself.
        pin: isOnCanvas ? null : true,
        author: "human" as const,
      })),
    );
  }

  // The grid that was asked about is no longer in view.
  createEffect(on(stage.inView, closeAlternatives, { defer: true }));
  return {
    alternatives,
    openAlternatives,
    closeAlternatives,
    chooseAlternative,
    /** An alternative that is hovered or has the focus: shown and heard in its place. */
    tried,
    setTried,
  };
}
