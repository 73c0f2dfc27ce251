/** What an import changed, bar by bar, before one continues. */

import { For, Show } from "solid-js";
import type { Canvas } from "../../protocol";
import { Dialog } from "../../ui/overlays/Dialog";

export function ImportReview(props: {
  canvas: Canvas;
  /** fit: how to bring notes beyond the model within it, once it is open. */
  onOpen: (fit?: "octave" | "transpose") => void;
  onClose: () => void;
}) {
  const isBeyond = () =>
    props.canvas.notices.some(({ code }) => code === "too_high" || code === "too_low");
  return (
    <Dialog title={`Imported “${props.canvas.name}”`} class="import-review" onClose={props.onClose}>
      <p>
        {props.canvas.notices.length === 1
          ? "One thing to know of what became of the file:"
          : `${props.canvas.notices.length} things to know of what became of the file:`}
      </p>
      <ul class="notice-list">
        <For each={props.canvas.notices}>
          {(notice) => (
            <li>
              <span class="notice-place">
                <Show when={notice.bar !== null}>Bar {notice.bar}</Show>
              </span>
              <span>{notice.message}</span>
            </li>
          )}
        </For>
      </ul>
      <Show when={isBeyond()}>
        <p class="review-fits">
          What is beyond the model can be brought within it:{" "}
          <button type="button" data-testid="fit-octave" onClick={() => props.onOpen("octave")}>
            Those voices by an octave
          </button>{" "}
          <button
            type="button"
            data-testid="fit-transpose"
            onClick={() => props.onOpen("transpose")}
          >
            Transpose everything
          </button>
        </p>
      </Show>
      <div class="dialog-acts">
        <button type="button" onClick={props.onClose}>
          Later
        </button>
        <button type="button" class="primary" onClick={() => props.onOpen()}>
          Open canvas
        </button>
      </div>
    </Dialog>
  );
}
