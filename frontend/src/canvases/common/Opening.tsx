// What stands in a canvas until its document is here.
import { Show } from "solid-js";
import type { CanvasDocument } from "../../state/document/document";

export function Opening(props: { document: CanvasDocument }) {
  return (
    <Show when={!props.document.isLoaded()}>
      <p class="stage-note" role="status">
        Opening the canvas…
      </p>
    </Show>
  );
}
