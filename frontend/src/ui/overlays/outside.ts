/** A press anywhere else closes what is open. */

import { createEffect, onCleanup } from "solid-js";

/** While `isOpen`, a press outside of all `parts` calls `close`. */
export function closeOnPressOutside(
  isOpen: () => boolean,
  parts: () => readonly (Element | undefined)[],
  close: () => void,
): void {
  const press = (event: Event) => {
    if (!parts().some((part) => part?.contains(event.target as Node))) close();
  };
  createEffect(() => {
    if (!isOpen()) return;
    window.addEventListener("pointerdown", press, true);
    onCleanup(() => window.removeEventListener("pointerdown", press, true));
  });
}
