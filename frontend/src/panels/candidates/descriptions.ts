/** Descriptions of the candidates of a finished generation, of kinds that have them. */

import { type Accessor, createMemo } from "solid-js";
import { openKind } from "../../canvases/registry";
import type { AnyGrid } from "../../domain/cells";
import { isActive } from "../../domain/generation/progress";
import type { FollowedGeneration } from "../../state/generations/generations";

/** A few words for a candidate at a step; null where there are none, as on the way to the last step. */
export type Describe = (candidate: number, step: number | null) => string | null;

/** Needs an owner. */
export function useDescriptions(followed: Accessor<FollowedGeneration | null>): Describe {
  const last = () => followed()?.lastStep() ?? null;
  const all = createMemo((): readonly string[] => {
    const [one, step, describe] = [followed(), last(), openKind().descriptions];
    const [run, frozen] = [one?.generation(), one?.frozen()];
    if (!one || !run || !frozen || step === null || !describe || isActive(run)) return [];
    const grids: AnyGrid[] = [];
    for (let candidate = 0; candidate < run.num_candidates; candidate++) {
      const grid = one.gridAt(candidate, step);
      if (grid === null) return [];
      grids.push(grid);
    }
    return describe(grids, frozen.content);
  });
  return (candidate, step) => (step === last() ? (all()[candidate] ?? null) : null);
}
