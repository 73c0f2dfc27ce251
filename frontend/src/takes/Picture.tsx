/** The small picture of a take, drawn when there is time, so that thousands scroll past smoothly. */

import { createSignal, onCleanup, Show } from "solid-js";
import type { Content } from "../canvases/content";
import { Miniature } from "../canvases/Miniature";
import { calmly } from "../ui/calmly";

export function Picture(props: { content: Content; height: number; playhead?: number | null }) {
  const [isDue, setIsDue] = createSignal(false);
  onCleanup(calmly(() => setIsDue(true)));
  return (
    <span class="take-picture" style={{ height: `${props.height}px` }}>
      <Show when={isDue()}>
        <Miniature
          kind={props.content.kind.name}
          grid={props.content.grid}
          content={props.content.content}
          height={props.height}
          playhead={props.playhead ?? null}
        />
      </Show>
    </span>
  );
}
