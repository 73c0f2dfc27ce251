// What an empty canvas offers: to compose it all from noise, or to draw.
import { createMemo, Show } from "solid-js";
import { MASKED, RENOISABLE } from "../../domain/cells";
import { VOICES } from "../../domain/chorale/symbols";
import type { CanvasDocument } from "../../state/document";
import { setStates, setTool, shownColumns, shownGrid, stage, tool } from "../../state/open";
import { openCanvas } from "./acts";
import { toggleWriting } from "./writing/keys";

export function EmptyCanvas(props: { document: CanvasDocument }) {
  const isEmpty = createMemo(
    () =>
      stage().view === "canvas" &&
      props.document.isLoaded() &&
      shownGrid().every((row) => row.every((symbol) => symbol === 0)),
  );
  /** An empty canvas whose cells are all kept has nothing for a generation to do yet. */
  const isUntouched = createMemo(
    () =>
      isEmpty() &&
      !props.document
        .states()
        .some((row) => row.some((state) => state === MASKED || state === RENOISABLE)),
  );
  return (
    <Show when={isUntouched() && openCanvas() && tool() !== "draw"}>
      <div class="canvas-invitation">
        <h2>An empty canvas</h2>
        <p>
          Write notes on the staff or draw them, or let the model compose: it writes everything you
          mark renoisable (anew), starting from noise.
        </p>
        <p>
          <button type="button" class="primary" onClick={makeEverythingRenoisable}>
            Start from noise
          </button>
          <button type="button" onClick={() => setTool("draw")}>
            Draw notes <kbd>D</kbd>
          </button>
          <button type="button" onClick={toggleWriting}>
            Write on the staff <kbd>N</kbd>
          </button>
        </p>
      </div>
    </Show>
  );
}

function makeEverythingRenoisable(): void {
  const cells = [...VOICES.keys()].flatMap((row) =>
    shownColumns().map((_, column) => ({ row, column })),
  );
  setStates(cells, RENOISABLE);
}
