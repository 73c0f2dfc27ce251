/** Escape closes what was opened last, wherever the focus is, and does nothing else. */

import { createEffect, onCleanup } from "solid-js";

/** While `isOpen`, the next Escape calls `close`, and no key of the page hears of it. */
export function closeOnEscape(isOpen: () => boolean, close: () => void): void {
  createEffect(() => {
    if (!isOpen()) return;
    const own = () => close();
    open.push(own);
    onCleanup(() => {
      open.splice(open.indexOf(own), 1);
    });
  });
}

/** What closes each open panel, the one that was opened last at the end. */
const open: (() => void)[] = [];

globalThis.window?.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    const last = open.at(-1);
    if (!last) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    last();
  },
  true,
);
