// States painted on a candidate that no longer runs: kept by candidate until a branch begins with them.
import { createSignal } from "solid-js";
import { CellMap } from "../domain/cells";
import type { CellWish } from "../domain/plan";

/** By cell of the frozen grid, what the branch will begin with. */
export type Draft = CellMap<CellWish>;

const [drafts, setDrafts] = createSignal<ReadonlyMap<string, Draft>>(new Map());

const NOTHING: Draft = new CellMap();
const nameOf = (generation: string, candidate: number): string => `${generation}:${candidate}`;

/** What is prepared for a branch of this candidate; empty where nothing is. */
export const draftOf = (generation: string, candidate: number): Draft =>
  drafts().get(nameOf(generation, candidate)) ?? NOTHING;

/** Add wishes to a draft; a later wish for a cell keeps what it does not speak of. */
export function addToDraft(
  generation: string,
  candidate: number,
  wishes: readonly CellWish[],
): void {
  const draft = new CellMap(draftOf(generation, candidate));
  for (const wish of wishes) {
    draft.set(wish, { ...draft.get(wish), ...wish });
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
