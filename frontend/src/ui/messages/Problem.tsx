/** What went wrong, in a sentence that is read out at once; nothing where all is well. */

import { Show } from "solid-js";

export function Problem(props: { sentence: string | null | undefined }) {
  return (
    <Show when={props.sentence}>
      <p class="problem" role="alert">
        {props.sentence}
      </p>
    </Show>
  );
}
