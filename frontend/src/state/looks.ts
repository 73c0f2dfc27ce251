// What the model thinks of the grid in view: its doubt cell by cell, and the alternatives for a place.
import {
  createEffect,
  createMemo,
  createRoot,
  createSignal,
  on,
  onCleanup,
  untrack,
} from "solid-js";
import { api, sentence } from "../api";
import { type Cell, flatOf, UNMASKED } from "../domain/cells";
import type { Alternative, Look, NewLook } from "../protocol";
import { toast } from "../ui/toasts";

/** The grid that a look is about; the canvas as it is where nothing is named. */
export type LookedAt = Pick<NewLook, "generation" | "candidate" | "step" | "take">;

import { currentDocument } from "./document";
import { isRunning, shownColumns, shownGrid, shownStep, stage } from "./stage";
import { target, wishCells } from "./target";

/** An answer comes by the project's stream; one whose event was missed is asked for this often. */
const ASK_AGAIN_MS = 800;
const PATIENCE_MS = 30_000;
/** A grid must stay unchanged for this long before the model is asked about it. */
const SETTLED_MS = 450;
/** A running candidate changes all the time: its doubt is drawn anew at most this often. */
const LIVE_INTERVAL_MS = 1_800;

const waiting = new Map<string, (look: Look) => void>();

/** The project's stream says that a look is answered. */
export function lookAnswered(id: string): void {
  if (waiting.has(id)) void read(id);
}

async function read(id: string): Promise<void> {
  const look = await api.readLook(id).catch(() => null);
  if (look && look.state !== "waiting") waiting.get(id)?.(look);
}

/** Ask the model, and wait for its answer. Throws an Error with a sentence where none comes. */
export async function ask(
  question: Look["question"],
  cells: readonly number[],
  at: LookedAt,
): Promise<Look> {
  const canvas = currentDocument()?.canvasId;
  if (canvas === undefined) throw new Error("No canvas is open.");
  const asked = await api.look(canvas, { question, cells, ...at });
  const look =
    asked.state === "waiting"
      ? await new Promise<Look>((resolve, reject) => {
          const again = setInterval(() => void read(asked.id), ASK_AGAIN_MS);
          const giveUp = setTimeout(
            () => settle(() => reject(new Error("The model did not answer. Try again."))),
            PATIENCE_MS,
          );
          const settle = (act: () => void) => {
            clearInterval(again);
            clearTimeout(giveUp);
            waiting.delete(asked.id);
            act();
          };
          waiting.set(asked.id, (answer) => settle(() => resolve(answer)));
        })
      : asked;
  if (look.state === "failed")
    throw new Error(look.error ?? "The model could not answer. Try again.");
  return look;
}

/** What is in view as a look names it; null where nothing is there to look at. */
export function lookedAt(): LookedAt | null {
  const now = stage();
  if (now.view === "canvas") return currentDocument()?.isLoaded() ? {} : null;
  const step = shownStep();
  if (step === null) return null;
  return { generation: now.generation, candidate: now.candidate, step };
}

const nameOf = (at: LookedAt): string => JSON.stringify(at);

// ---- doubt ------------------------------------------------------------------------------------

/** For each flat cell 1 - the probability of its symbol, and the name of the grid that it is about. */
interface Doubt {
  of: string;
  values: readonly number[];
}

const [isDoubtShown, setDoubtShown] = createSignal(false);
const [isLooking, setLooking] = createSignal(false);

export { isDoubtShown, isLooking };

const answered = new Map<string, readonly number[]>();

const doubt = createRoot(() => {
  const [current, setCurrent] = createSignal<Doubt | null>(null);
  let askedAt = Number.NEGATIVE_INFINITY;
  let isAsking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function look(): Promise<void> {
    const at = untrack(lookedAt);
    if (!at || isAsking || !isDoubtShown()) return;
    const name = nameOf(at);
    const known = answered.get(name);
    if (known) {
      setCurrent({ of: name, values: known });
      return;
    }
    isAsking = true;
    askedAt = performance.now();
    setLooking(true);
    try {
      const { doubt: values } = await ask("doubt", [], at);
      if (values && name !== "{}") answered.set(name, values);
      // A canvas of another shape has come into view, or somebody inserted a bar meanwhile.
      if (values && values.length === numCellsShown()) setCurrent({ of: name, values });
    } catch (failure) {
      setDoubtShown(false);
      toast(failure instanceof Error ? failure.message : sentence(failure), { tone: "fault" });
    } finally {
      isAsking = false;
      setLooking(false);
      const now = untrack(lookedAt);
      if (now && nameOf(now) !== name) plan();
    }
  }
  function plan(): void {
    clearTimeout(timer);
    const wait = untrack(isRunning)
      ? Math.max(SETTLED_MS, askedAt + LIVE_INTERVAL_MS - performance.now())
      : SETTLED_MS;
    timer = setTimeout(() => void look(), wait);
  }
  createEffect(
    on([isDoubtShown, stage, shownStep, shownGrid], ([isShown]) => {
      if (!isShown) {
        clearTimeout(timer);
        setCurrent(null);
        return;
      }
      const at = untrack(lookedAt);
      const known = at && answered.get(nameOf(at));
      if (at && known) setCurrent({ of: nameOf(at), values: known });
      else if (!isAsking) plan();
    }),
  );
  createEffect(
    on(currentDocument, () => {
      answered.clear();
      setDoubtShown(false);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  // Doubt of an earlier step stays on a candidate that continues, until the model has looked again.
  return createMemo(() => {
    const now = current();
    const at = lookedAt();
    if (!now || !at || !isDoubtShown()) return null;
    const isSame = now.of === nameOf(at) || (isRunning() && isSameCandidate(now.of, nameOf(at)));
    return isSame && now.values.length === numCellsShown() ? now.values : null;
  });
});

const isSameCandidate = (one: string, other: string): boolean => {
  const [a, b] = [JSON.parse(one), JSON.parse(other)];
  return a.generation === b.generation && a.candidate === b.candidate;
};

const numCellsShown = (): number => shownGrid().reduce((sum, row) => sum + row.length, 0);

/** The model's doubt of what is in view by flat cell; null while it is not shown, or not known yet. */
export const shownDoubt = doubt;

export function toggleDoubt(): void {
  setDoubtShown(!isDoubtShown());
}

// ---- alternatives -----------------------------------------------------------------------------

export interface OpenAlternatives {
  /** Cells of one note or word, in order. */
  cells: readonly Cell[];
  /** Null while the model looks. */
  choices: readonly Alternative[] | null;
  problem: string | null;
}

const [alternatives, setAlternatives] = createSignal<OpenAlternatives | null>(null);
/** An alternative that is hovered or has the focus: shown and heard in its place. */
const [tried, setTried] = createSignal<Alternative | null>(null);

export { alternatives, setTried, tried };

export async function openAlternatives(cells: readonly Cell[]): Promise<void> {
  const at = lookedAt();
  const numColumns = shownColumns().length;
  if (cells.length === 0 || !at) return;
  setTried(null);
  setAlternatives({ cells, choices: null, problem: null });
  const isStill = () => alternatives()?.cells === cells;
  try {
    const flat = cells.map((cell) => flatOf(cell, numColumns));
    const look = await ask("alternatives", flat, at);
    if (isStill()) setAlternatives({ cells, choices: look.alternatives ?? [], problem: null });
  } catch (failure) {
    const problem = failure instanceof Error ? failure.message : sentence(failure);
    if (isStill()) setAlternatives({ cells, choices: [], problem });
  }
}

export function closeAlternatives(): void {
  setTried(null);
  setAlternatives(null);
}

/** Write an alternative in its place and hold it: one undoable edit by hand, an act, or a draft. */
export function chooseAlternative(choice: Alternative): void {
  const open = alternatives();
  closeAlternatives();
  if (!open) return;
  const isOnCanvas = target()?.kind === "canvas";
  wishCells(
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
createRoot(() => createEffect(on(stage, closeAlternatives, { defer: true })));
