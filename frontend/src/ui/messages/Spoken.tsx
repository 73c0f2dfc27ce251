/** What a screen reader is told of the page as a whole. It is there before it has anything to say, else nobody hears it. */

import { createSignal } from "solid-js";

const [spoken, say] = createSignal("");

export { say };

export function Spoken() {
  return (
    <div class="visually-hidden" role="status" data-testid="spoken">
      {spoken()}
    </div>
  );
}
