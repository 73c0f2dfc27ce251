/** Every step of finished generations, fetched page by page for scrubbing outside the studio. */

import { curation } from "../curation";

import { StepStore } from "../domain/generation/stepStore";
import type { Frame } from "../protocol";

/** Take in all frames that `fetchFrames` has, page after page. */
export async function loadSteps(
  store: StepStore,
  fetchFrames: (afterStep: number) => Promise<Frame[]>,
): Promise<void> {
  for (;;) {
    const frames = await fetchFrames(store.lastStep ?? -1);
    const before = store.lastStep;
    for (const frame of frames) for (const step of frame.steps) store.add(step);
    if (frames.length === 0 || store.lastStep === before) return;
  }
}

const known = new Map<string, Promise<StepStore>>();

/** All steps of a generation, fetched once, and again after a failure. */
export function stepsOf(generation: string, numRows: number): Promise<StepStore> {
  let loading = known.get(generation);
  if (!loading) {
    const store = new StepStore(numRows);
    loading = loadSteps(store, (after) => curation.frames(generation, after)).then(() => store);
    loading.catch(() => known.delete(generation));
    known.set(generation, loading);
    // A run of many candidates is large: only the last few that were looked at are kept.
    const oldest = known.keys().next().value;
    if (known.size > 6 && oldest !== undefined) known.delete(oldest);
  }
  return loading;
}

/** The step of a run of `lastStep` steps that lies at a share of it. */
export const stepAtShare = (store: StepStore, share: number): number => {
  const [first, last] = [store.firstStep ?? 0, store.lastStep ?? 0];
  return first + Math.round(share * (last - first));
};
