/** What an import changed, bar by bar, before one continues. */

import { For, Show } from "solid-js";
import type { Canvas } from "../../protocol";
import { Dialog } from "../../ui/overlays/Dialog";

export function ImportReview(props: { canvas: Canvas; onOpen: () => void; onClose: () => void }) {
  return (
    <Dialog title={`Imported “${props.canvas.name}”`} class="import-review" onClose={props.onClose}>
      <p>
        {props.canvas.notices.length === 1
          ? "One thing was changed so that the score fits four voices in sixteenth notes:"
          : `${props.canvas.notices.length} things were changed so that the score fits four voices in sixteenth notes:`}
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
      <div class="dialog-acts">
        <button type="button" onClick={props.onClose}>
          Later
        </button>
        <button type="button" class="primary" onClick={props.onOpen}>
          Open canvas
        </button>
      </div>
    </Dialog>
  );
}
