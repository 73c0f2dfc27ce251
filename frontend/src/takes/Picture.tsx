/** The small picture of a take, drawn when there is time, so that thousands scroll past smoothly. */

import { createSignal, onCleanup, Show } from "solid-js";
import { Miniature } from "../panels/Miniature";
import { calmly } from "./calmly";
import type { Content } from "./content";

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
