/** Keys that work everywhere in the studio, but not while somebody types. */

import { onCleanup } from "solid-js";

/** The command key as this machine names it, to stand before a key. */
export const MOD = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "") ? "⌘" : "Ctrl ";

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

/** What the pointer pressed last, until Tab moves on. */
let pressed: EventTarget | null = null;
globalThis.document?.addEventListener(
  "pointerdown",
  (event) => {
    pressed = event.target;
  },
  true,
);
globalThis.document?.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Tab") pressed = null;
  },
  true,
);

/**
 * True where Space presses what has the focus. A button that has it from a click leaves Space to the music:
 * one who mutes a voice with the mouse goes on to play.
 */
export function isPressable(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (element?.closest?.("input, select, textarea, [role=menuitem]")) return true;
  const button = element?.closest?.("button, a, summary");
  return button != null && !button.contains(pressed as Node | null);
}

/** The keys of a page, as long as it lives: not while somebody types, or a menu or dialog is open. `answer` says whether the key did something. */
export function onPageKeys(answer: (event: KeyboardEvent) => boolean): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event.target)) return;
    if (document.querySelector("dialog[open], .menu")) return;
    if (answer(event)) event.preventDefault();
  };
  window.addEventListener("keydown", listen);
  onCleanup(() => window.removeEventListener("keydown", listen));
}

/** With the command key these work while somebody types, too. */
const COMMANDS = new Set(["Enter", ".", "p"]);

/** Listen as long as the component lives; keys that others took, or that open dialogs own, are left alone. */
export function onKeys(handle: (event: KeyboardEvent) => void, isFirst = false): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]:not(.compare)")) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isTyping(event.target) && !(isCommand && COMMANDS.has(event.key))) return;
    handle(event);
  };
  window.addEventListener("keydown", listen, isFirst);
  onCleanup(() => window.removeEventListener("keydown", listen, isFirst));
}
