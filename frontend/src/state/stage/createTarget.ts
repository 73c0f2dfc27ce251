/**
 * Where painting and writing go: the canvas in view; a running candidate in view, as acts; or, at a
 * candidate that stands still, the states that a branch of it will begin with.
 */

import { type Accessor, createSignal } from "solid-js";
import { api, type Sent } from "../../api";
import type { Author } from "../../domain/cells";
import { actsFromEdits, type CellEdit } from "../../domain/generation/plan";
import { isActive } from "../../domain/generation/progress";
import type { NewAct, Role } from "../../protocol";
import type { CanvasDocument, CellMarks } from "../document/document";
import { toastFailure } from "../failures";
import type { FollowedGeneration } from "../generations/generations";
import type { Stage } from "./createStage";

type HungMark = NonNullable<NewAct["marks"]>[number];

export type Target =
  | { kind: "canvas"; document: CanvasDocument }
  | { kind: "act"; generation: string; candidate: number }
  | { kind: "branch"; generation: string; candidate: number };

/** Whether acts are for the candidate in view alone, or for all of its generation. */
export type ActScope = "this" | "all";

/** What a change writes; `author` matters on the canvas alone. `marks`: those of the cell from then on. */
export type TargetEdit = CellEdit & { author?: Author; marks?: CellMarks | null };

export interface TargetSources {
  document: Accessor<CanvasDocument | null>;
  stage: Pick<Stage<FollowedGeneration>, "inView" | "run" | "step" | "columns">;
  role: Accessor<Role | null>;
  /** Keeps what a branch of a candidate will begin with. */
  addToDraft: (generation: string, candidate: number, edits: readonly TargetEdit[]) => void;
}

export type Targeting = ReturnType<typeof createTarget>;

export function createTarget({ document, stage, role, addToDraft }: TargetSources) {
  const [actScope, setActScope] = createSignal<ActScope>("this");
  const [numSending, setNumSending] = createSignal(0);

  /** Where a change would go now; null where the person may not change what is in view. */
  function target(): Target | null {
    const canvas = document();
    const inView = stage.inView();
    if (inView.view === "canvas")
      return canvas?.canEdit() ? { kind: "canvas", document: canvas } : null;
    const followed = stage.run();
    const generation = followed?.generation();
    if (role() !== "editor" && role() !== "owner") return null;
    if (!generation || !followed?.frozen()) return null;
    if (stage.step() === null && generation.state !== "queued") return null;
    const isOpen = isActive(generation);
    // Someone who went back to an earlier step of a run prepares a branch from there.
    const kind = isOpen && inView.step === null ? "act" : "branch";
    return { kind, generation: inView.generation, candidate: inView.candidate };
  }

  /** Make changes of cells where they go now: one undoable edit, acts, or a part of the draft. */
  function editCells(edits: readonly TargetEdit[]): void {
    const to = target();
    if (!to || edits.length === 0) return;
    if (to.kind === "canvas") editCanvas(to.document, edits);
    else if (to.kind === "branch") addToDraft(to.generation, to.candidate, edits);
    else void sendActs(to.generation, actScope() === "all" ? null : to.candidate, edits);
  }

  /** Tell a generation, in order. People see each as pending until a worker takes it up. */
  async function sendActs(
    generation: string,
    candidate: number | null,
    edits: readonly TargetEdit[],
  ): Promise<void> {
    const followed = stage.run();
    setNumSending((count) => count + 1);
    try {
      for (const body of actsOf(edits, stage.columns().length)) {
        const act = await api.act(generation, { candidate, ...body });
        if (followed?.id === generation) followed.putAct(act);
      }
    } catch (failure) {
      toastFailure(failure);
    } finally {
      setNumSending((count) => count - 1);
    }
  }

  return {
    target,
    editCells,
    sendActs,
    actScope,
    setActScope,
    /** Acts that are on their way to the studio. */
    numSending,
  };
}

function editCanvas(document: CanvasDocument, edits: readonly TargetEdit[]): void {
  const states = document.states();
  document.edit((edit) => {
    for (const { row, column, state, pin, symbol, author, marks } of edits) {
      if (symbol !== undefined) edit.setSymbol(row, column, symbol as number, author);
      if (state !== undefined && states[row]?.[column] !== state) edit.setState(row, column, state);
      if (pin !== undefined) edit.setPin(row, column, pin);
      if (marks !== undefined) edit.setMarks(row, column, marks);
    }
  });
}

/** Marks go in an act of their own, before what is painted. */
export function actsOf(
  edits: readonly TargetEdit[],
  numColumns: number,
): Omit<Sent<NewAct>, "candidate">[] {
  const marks = edits.flatMap(({ row, column, marks }): HungMark[] =>
    marks === undefined ? [] : [[row, column, marks]],
  );
  const painted = edits.filter((one) => one.marks === undefined);
  return [...(marks.length > 0 ? [{ marks }] : []), ...actsFromEdits(painted, numColumns)];
}
