/** What a button opens beside itself: open or not, and closed alike everywhere. */

import { createSignal } from "solid-js";
import { closeOnEscape } from "./escape";
import { closeOnPressOutside } from "./outside";

/** Escape closes it and gives the focus back to its button; a press outside of both closes it too. */
export function createOpening(
  button: () => HTMLElement,
  panel: () => Element | undefined,
): { isOpen: () => boolean; open: () => void; close: () => void } {
  const [isOpen, setIsOpen] = createSignal(false);
  const close = () => setIsOpen(false);
  closeOnEscape(isOpen, () => {
    close();
    button().focus();
  });
  closeOnPressOutside(isOpen, () => [panel(), button()], close);
  return { isOpen, open: () => setIsOpen(true), close };
}
