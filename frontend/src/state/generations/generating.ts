/** The acts on generations, as buttons and keys call them. */

import { api, newKey, type Sent } from "../../api";
import {
  type Cell,
  type CellState,
  cellOfKey,
  cellSet,
  isHeld,
  RENOISABLE,
  UNMASKED,
} from "../../domain/cells";
import type { Generation, Job, NewJob, Pace } from "../../protocol";
import { toast } from "../../ui/messages/toasts";
import type { CanvasDocument } from "../document/document";
import { discardDraft, draftOf, partsOf } from "../document/drafts";
import { toastFailure } from "../failures";
import type { InView } from "../stage/createStage";
import { actsOf } from "../stage/createTarget";
import type { Studio } from "../stage/studio";
import type { Choices } from "./choices";

const SAVE_PATIENCE_MS = 20_000;

/** The cells that may change: neither pinned nor kept. */
export function freeCells(document: CanvasDocument): Cell[] {
  const pins = document.pins();
  return document
    .states()
    .flatMap((row, rowIndex) =>
      row.flatMap((state, column) =>
        isHeld(state, pins[rowIndex]?.[column] ?? true) ? [] : [{ row: rowIndex, column }],
      ),
    );
}

/** The kept cells that the model composed and nobody changed since. */
export function composedCells(document: CanvasDocument): Cell[] {
  const [authors, states] = [document.authors(), document.states()];
  const cells: Cell[] = [];
  // Over the authors, which few cells have, and not over all cells: this runs at every key in a long text.
  for (const [key, author] of authors) {
    const cell = author === "model" ? cellOfKey(key, document.columnIndex()) : null;
    if (cell && states[cell.row]?.[cell.column] === UNMASKED) cells.push(cell);
  }
  return cells.sort((a, b) => a.row - b.row || a.column - b.column);
}

/** Why nothing can be composed now, whatever is marked, as a sentence; null where something can. */
export function whyNothing(studio: Studio): string | null {
  if (!studio.canEdit()) return "Only editors can generate.";
  if (studio.session.status() !== "live")
    return "You are offline. Your edits are kept and sent when you reconnect.";
  if (!studio.document.isLoaded() || !studio.kind()) return "The canvas is loading.";
  if (studio.kind()?.checkpoints.length === 0)
    return "There is no trained model in this studio yet.";
  return null;
}

/** The same for what is marked now. */
function whyNot(studio: Studio): string | null {
  const nothing = whyNothing(studio);
  if (nothing !== null || freeCells(studio.document).length > 0) return nothing;
  return "Nothing is marked to be composed. Paint what the model may change as Masked (2, rewrite) or Renoisable (3, anew).";
}

/**
 * Mark these cells to be composed anew and keep all others, as one edit; marks among them stay. With a `state`
 * all of them get this one.
 */
export function markOnly(
  document: CanvasDocument,
  cells: readonly Cell[],
  state: CellState | null = null,
): void {
  const [wanted, free] = [cellSet(cells), cellSet(freeCells(document))];
  document.edit((edit) => {
    for (const [row, states] of document.states().entries())
      for (const column of states.keys()) {
        const isWanted = wanted.has({ row, column });
        const isOther = state !== null && isWanted && states[column] !== state;
        if (isWanted === free.has({ row, column }) && !isOther) continue;
        edit.setState(row, column, isWanted ? (state ?? RENOISABLE) : UNMASKED);
        edit.setPin(row, column, null);
      }
  });
}

/** Begin a generation of the canvas as it is, and put its first candidate on the stage. */
export async function generate(studio: Studio, choices: Choices): Promise<void> {
  const obstacle = whyNot(studio);
  if (obstacle !== null) {
    toast(obstacle);
    return;
  }
  const before = studio.stage.inView();
  try {
    if (!(await isAllSaved(studio.document))) return;
    const generation = await api.startGeneration(
      studio.canvasId,
      {
        settings: choices.values,
        pace: choices.pace,
        num_candidates: choices.numCandidates,
        ...(choices.seed === null ? {} : { seed: choices.seed }),
        ...(choices.checkpoint === null ? {} : { checkpoint: choices.checkpoint }),
      },
      newKey(),
    );
    show(studio, generation, before);
  } catch (failure) {
    toastFailure(failure);
  }
}

export interface BestOf {
  keep: number;
  total: number;
  /** How many at once. */
  batch: number;
  stop_early: boolean;
  /** The ranking whose votes say which are best; without one the grade does. */
  ranking?: string | null;
}

/** Make many candidates of the canvas as it is and keep the best by their grade, or by votes. */
export const findBest = (studio: Studio, choices: Choices, bestOf: BestOf): Promise<void> =>
  startJob(studio, {
    kind: "best_of",
    settings: {
      settings: choices.values,
      ...bestOf,
      ...(choices.seed === null ? {} : { seed: choices.seed }),
    },
  });

/** Make one candidate for every seed, temperature and number of steps. */
export const tryGrid = (
  studio: Studio,
  choices: Choices,
  axes: { seeds: number[]; temperatures: number[]; steps: number[] },
): Promise<void> =>
  startJob(studio, { kind: "grid", settings: { settings: choices.values, ...axes } });

/** Run the canvas as it is, and once more with the states of two cells swapped. */
export const runPair = (
  studio: Studio,
  choices: Choices,
  pair: { first: PlacedCell; second: PlacedCell; numCandidates: number },
): Promise<void> =>
  startJob(studio, {
    kind: "pair",
    settings: {
      settings: choices.values,
      first: [pair.first],
      second: [pair.second],
      num_candidates: pair.numCandidates,
      ...(choices.seed === null ? {} : { seed: choices.seed }),
    },
  });

/** A cell by column id and row. */
export type PlacedCell = readonly [string, number];

async function startJob(studio: Studio, body: Sent<NewJob>): Promise<void> {
  const obstacle = whyNot(studio);
  if (obstacle !== null) {
    toast(obstacle);
    return;
  }
  try {
    if (!(await isAllSaved(studio.document))) return;
    const job = await api.startJob(studio.canvasId, body, newKey());
    studio.project.put({ kind: "job", job, has_ended: false });
    studio.selectJob(job.id);
  } catch (failure) {
    toastFailure(failure);
  }
}

export const stopJob = (job: Job, isAfterThis: boolean): void =>
  attempt(api.stopJob(job.id, isAfterThis));

/** Where a finished candidate is gone on with: so late that most of it stays, so early that the rest can follow. */
export const stepToGoOnFrom = (numSteps: number): number => Math.floor((numSteps * 3) / 4);

/** Start a child from the candidate in view at the step in view, or an earlier one. settings: those that
 * differ. */
export async function branchHere(
  studio: Studio,
  step: number,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { stage } = studio;
  const inView = stage.inView();
  if (inView.view !== "candidate") return;
  try {
    const { cells, written, marked } = partsOf(draftOf(inView.generation, inView.candidate));
    const child = await api.branch(
      inView.generation,
      {
        candidate: inView.candidate,
        step,
        settings,
        ...(cells.length > 0 ? { states: stage.states(), pins: stage.pins() } : {}),
        // These come with the child as acts, so that no step is made without them.
        acts: actsOf([...written, ...marked], stage.columns().length),
      },
      newKey(),
    );
    discardDraft(inView.generation, inView.candidate);
    show(studio, child, inView);
    toast(
      `Generation ${child.number} continues from step ${step}. The earlier one stays as it is.`,
    );
  } catch (failure) {
    toastFailure(failure);
  }
}

let lastShown: InView | null = null;

/** Put the first candidate of a new generation on the stage, unless the person has looked at something else
 * since `before`, which was in view when it was asked for. */
export function show(studio: Studio, generation: Generation, before: InView): void {
  studio.project.put({ kind: "generation", generation, has_ended: false });
  // Of two that were asked for in a row the first has changed the stage, not the person.
  const { stage } = studio;
  if (stage.inView() !== before && stage.inView() !== lastShown) return;
  stage.showCandidate(generation.id);
  lastShown = stage.inView();
}

/** What was painted a moment ago belongs to what is frozen. */
async function isAllSaved(document: CanvasDocument): Promise<boolean> {
  const since = performance.now();
  while (document.numUnsaved() > 0) {
    if (performance.now() - since > SAVE_PATIENCE_MS) {
      toast(
        "Nothing was started, because your last edits are not saved yet. Wait for “Saved”, then try again.",
        { tone: "fault" },
      );
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return true;
}

const attempt = (what: Promise<unknown>): void => void what.catch(toastFailure);

export function pauseOrResume(generation: Generation): void {
  attempt(generation.state === "paused" ? api.resume(generation.id) : api.pause(generation.id));
}

/** End it at once, or once the step that is being made is done. */
export function stopGeneration(
  { stage }: Studio,
  generation: Generation,
  isAfterStep = false,
): void {
  const inView = stage.inView();
  const candidate =
    inView.view === "candidate" && inView.generation === generation.id ? inView.candidate : 0;
  attempt(api.stop(generation.id, candidate, isAfterStep));
}

export const oneStep = (generation: Generation): void => attempt(api.step(generation.id));
export const changePace = (generation: Generation, pace: Pace): void =>
  attempt(api.changePace(generation.id, pace));

/** Change the settings of a run from its next step on. */
export const applySettings = (generation: Generation, settings: Record<string, unknown>): void =>
  attempt(api.act(generation.id, { candidate: null, settings }));

/** Keep a candidate at a step as a take. */
export async function keep(
  studio: Studio,
  generation: string,
  candidate: number,
  step: number,
  isStarred = false,
) {
  try {
    let take = await api.keepTake(generation, { candidate, step, note: "kept" });
    if (isStarred && !take.is_starred) take = await api.changeTake(take.id, { is_starred: true });
    studio.project.put({ kind: "take", take, is_new: false });
    return take;
  } catch (failure) {
    toastFailure(failure);
    return null;
  }
}
