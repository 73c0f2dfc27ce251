/** The triangle of play, or the bars of pause while something plays. */

import { Show } from "solid-js";

export function PlayIcon(props: { isPlaying: boolean; size: number }) {
  return (
    <svg viewBox="0 0 16 16" width={props.size} height={props.size} aria-hidden="true">
      <Show
        when={props.isPlaying}
        fallback={<path d="M4.5 2.5l9 5.5-9 5.5z" fill="currentColor" />}
      >
        <path d="M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z" fill="currentColor" />
      </Show>
    </svg>
  );
}
