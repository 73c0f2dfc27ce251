// What is painted, written and asked for on a candidate that no longer runs: kept until a branch begins with it.
import { createSignal } from "solid-js";
import { CellMap } from "../../domain/cells";
import type { TargetEdit } from "../stage/createTarget";

/** By cell of the frozen grid, what the branch will begin with. */
export type Draft = CellMap<TargetEdit>;

const [drafts, setDrafts] = createSignal<ReadonlyMap<string, Draft>>(new Map());

const NOTHING: Draft = new CellMap();
const nameOf = (generation: string, candidate: number): string => `${generation}:${candidate}`;

/** What is prepared for a branch of this candidate; empty where nothing is. */
export const draftOf = (generation: string, candidate: number): Draft =>
  drafts().get(nameOf(generation, candidate)) ?? NOTHING;

/** Add edits to a draft; a later one of a cell keeps what it does not speak of. */
export function addToDraft(
  generation: string,
  candidate: number,
  edits: readonly TargetEdit[],
): void {
  const draft = new CellMap(draftOf(generation, candidate));
  for (const edit of edits) {
    draft.set(edit, { ...draft.get(edit), ...edit });
  }
  setDrafts((all) => new Map(all).set(nameOf(generation, candidate), draft));
}

export function discardDraft(generation: string, candidate: number): void {
  setDrafts((all) => {
    const left = new Map(all);
    left.delete(nameOf(generation, candidate));
    return left;
  });
}

/** A draft by what its edits are about: cells that are painted or written, and marks. */
export function partsOf(draft: Draft): {
  cells: TargetEdit[];
  written: TargetEdit[];
  marked: TargetEdit[];
} {
  const edits = draft.values();
  return {
    cells: edits.filter((edit) => edit.marks === undefined),
    written: edits.filter((edit) => edit.symbol !== undefined),
    marked: edits.filter((edit) => edit.marks !== undefined),
  };
}
