/** What somebody changed while the candidate was composed: keep what they wrote, or take the candidate's. */

import { Show } from "solid-js";
import { openKind } from "../../canvases/registry";
import { currentDocument } from "../../state/document/document";
import { toast } from "../../ui/messages/toasts";
import { Dialog } from "../../ui/overlays/Dialog";
import { setUndecided, undecided } from "./placing";

export function ConflictDialog() {
  return (
    <Show when={undecided()}>
      {(placed) => (
        <Dialog
          title="Somebody has changed some of it"
          class="conflict"
          onClose={() => setUndecided(null)}
        >
          <p>
            While this candidate was being composed, somebody changed{" "}
            {openKind().cellNames(placed().changedSince, currentDocument()?.meta() ?? {})}.
            Everything else has been placed.
          </p>
          <div class="dialog-acts">
            <button
              type="button"
              onClick={() => {
                placed().takeThem();
                setUndecided(null);
                toast(`The candidate's ${openKind().contentNoun}s are on the canvas.`);
              }}
            >
              Use the candidate's
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
