// The keys of an open canvas, wherever the focus is, unless a field, menu or dialog has them.
import { onCleanup, onMount } from "solid-js";

export interface CanvasKeys {
  isMenuOpen: () => boolean;
  openHelp: () => void;
  /** Both say whether the key did something. `whileTyping`: keys that a field leaves to the canvas. */
  whileTyping?: (event: KeyboardEvent) => boolean;
  perform: (event: KeyboardEvent) => boolean;
}

/** Listen as long as the component lives. */
export function onCanvasKeys(keys: CanvasKeys): void {
  const answer = (event: KeyboardEvent): boolean => {
    if (keys.whileTyping?.(event)) return true;
    const target = event.target as HTMLElement;
    if (target.closest?.("input, textarea, select, [contenteditable=true]")) return false;
    if (event.key !== "?") return keys.perform(event);
    keys.openHelp();
    return true;
  };
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || keys.isMenuOpen() || document.querySelector("dialog[open]"))
      return;
    if (answer(event)) event.preventDefault();
  };
  onMount(() => {
    window.addEventListener("keydown", listen);
    onCleanup(() => window.removeEventListener("keydown", listen));
  });
}
