/** Cells that somebody changed while the candidate was composed: keep what they wrote, or take the candidate's. */

import { Show } from "solid-js";
import { barLengths } from "../audio/player";
import { barAndBeat } from "../audio/schedule";
import type { Cell } from "../domain/cells";
import { Dialog } from "../pages/Dialog";
import { toast } from "../state/toasts";
import { plural } from "./figures";
import { setUndecided, undecided } from "./placing";

const VOICES = ["soprano", "alto", "tenor", "bass"];

/** Where the cells lie, as "alto bar 3, bass bars 3, 5". Pure. */
export function places(cells: readonly Cell[], bar: number, pickup: number): string {
  const byVoice = new Map<number, Set<number>>();
  for (const cell of cells) {
    const bars = byVoice.get(cell.row) ?? new Set<number>();
    bars.add(barAndBeat(cell.column, bar, pickup).bar);
    byVoice.set(cell.row, bars);
  }
  return [...byVoice]
    .sort(([a], [b]) => a - b)
    .map(
      ([row, bars]) =>
        `${VOICES[row] ?? "voice"} bar${bars.size > 1 ? "s" : ""} ${[...bars].join(", ")}`,
    )
    .join("; ");
}

export function ConflictDialog() {
  return (
    <Show when={undecided()}>
      {(placed) => (
        <Dialog
          title={`${plural(placed().changedSince.length, "cell")} ${placed().changedSince.length === 1 ? "was" : "were"} changed since`}
          class="conflict"
          onClose={() => setUndecided(null)}
        >
          <p>
            While this candidate was composed, somebody changed{" "}
            {places(placed().changedSince, barLengths().bar, barLengths().pickup)}. Everything else
            is placed.
          </p>
          <div class="dialog-acts">
            <button
              type="button"
              onClick={() => {
                placed().takeThem();
                setUndecided(null);
                toast("The candidate's notes are on the canvas.");
              }}
            >
              Take the candidate's
            </button>
            <button type="button" class="primary" onClick={() => setUndecided(null)}>
              Keep what is there
            </button>
          </div>
        </Dialog>
      )}
    </Show>
  );
}
