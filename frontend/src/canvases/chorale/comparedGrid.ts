// The grid that the stage is compared with: the canvas, or a candidate of a generation that is followed.
import { createEffect, createMemo, createRoot, createSignal, onCleanup } from "solid-js";
import type { Grid } from "../../domain/cells";
import { currentDocument } from "../../state/document/document";
import { type FollowedGeneration, followGeneration } from "../../state/generations/generations";
import { comparison } from "../../state/stage/open";

export const comparedGrid = createRoot(() => {
  const [followed, setFollowed] = createSignal<FollowedGeneration | null>(null);
  const id = createMemo(() => {
    const other = comparison();
    return other?.view === "candidate" ? other.generation : null;
  });
  createEffect(() => {
    const generation = id();
    if (generation === null) return;
    const one = followGeneration(generation);
    setFollowed(one);
    onCleanup(() => {
      setFollowed(null);
      one.release();
    });
  });
  return createMemo((): Grid | null => {
    const other = comparison();
    if (!other) return null;
    if (other.view === "canvas") return currentDocument()?.symbols() ?? null;
    const step = other.step ?? followed()?.lastStep() ?? null;
    return step === null ? null : (followed()?.gridAt(other.candidate, step) ?? null);
  });
});
