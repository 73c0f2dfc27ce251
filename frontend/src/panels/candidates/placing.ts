/** Placing a candidate on the canvas, with what is to be decided where others changed cells since. */

import { createSignal } from "solid-js";
import { api } from "../../api";
import { openKind } from "../../canvases/registry";
import { type Placed, placeCandidate } from "../../state/stage/place";
import type { Studio } from "../../state/stage/studio";
import { toast } from "../../ui/messages/toasts";

/** Cells that stayed because somebody changed them since; null while nothing is to be decided. */
const [undecided, setUndecided] = createSignal<Placed | null>(null);

export { setUndecided, undecided };

/** Copy a candidate at a step onto the canvas as one edit, keep it as a take, and look at the canvas. */
export function place(
  studio: Studio,
  generation: string,
  candidate: number,
  step: number | null,
): void {
  if (!studio.canEdit()) {
    toast("Only editors can place candidates. You can watch, play and export.");
    return;
  }
  const { cannotPlace } = openKind();
  const placed = placeCandidate(
    generation,
    candidate,
    step,
    (frozen, now) => cannotPlace?.(frozen, now) ?? null,
  );
  if (placed === null || typeof placed === "string") {
    toast(placed ?? "This candidate has no step yet. Wait for its first one.");
    return;
  }
  const before = studio.stage.inView();
  studio.stage.showCanvas();
  // The edit itself is done; a take that cannot be kept now is no reason to take it back.
  const isKept = studio
    .takes()
    .some(
      (take) =>
        take.generation === generation && take.candidate === candidate && take.step === step,
    );
  if (step !== null && !isKept)
    void api.keepTake(generation, { candidate, step, note: "placed" }).catch(() => undefined);
  if (placed.changedSince.length > 0) setUndecided(placed);
  else
    toast(
      placed.placed.length === 0
        ? "The canvas already has this."
        : `Placed: ${openKind().cellNames(placed.placed, studio.document.meta())}.`,
      {
        undoes: "edit",
        action: {
          label: "Undo",
          perform: () => {
            studio.document.undo();
            studio.stage.show(before);
          },
        },
      },
    );
}
