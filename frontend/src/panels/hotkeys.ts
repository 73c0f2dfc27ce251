/** Keys that work everywhere in the studio, but not while somebody types. */

import { onCleanup } from "solid-js";

/** True where keys write text. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (!element?.tagName) return false;
  if (element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT")
    return true;
  return (
    element.tagName === "INPUT" &&
    !["range", "checkbox", "radio", "button"].includes((element as HTMLInputElement).type)
  );
}

/** True where Space or Enter press what has the focus. */
export function isPressable(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return element?.closest?.("button, a, summary, input, select, textarea, [role=menuitem]") != null;
}

/** Listen as long as the component lives; keys that others took, or that open dialogs own, are left alone. */
export function onKeys(handle: (event: KeyboardEvent) => void, isFirst = false): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]:not(.compare)")) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isTyping(event.target) && !(isCommand && (event.key === "Enter" || event.key === ".")))
      return;
    handle(event);
  };
  window.addEventListener("keydown", listen, isFirst);
  onCleanup(() => window.removeEventListener("keydown", listen, isFirst));
}
