// Fingers and mice on words: one paints, chooses, asks or takes over; two fingers move the page.

import { isWriting } from "../mode";
import { editor, wordAtPoint } from "./surface";
import { type PointerActs, WordGesture } from "./wordGesture";

/** Listen on the editor's frame; returns the function that stops. */
export function followPointers(frame: HTMLElement, acts: PointerActs): () => void {
  const down = new Map<number, PointerEvent>();
  const gesture = new WordGesture(acts);

  function onDown(event: PointerEvent): void {
    if (isWriting() || !(event.target as HTMLElement).closest(".cm-content")) return;
    if (event.button !== 0) return;
    down.set(event.pointerId, event);
    if (down.size > 1) return gesture.forget();
    const word = wordAtPoint(event.clientX, event.clientY);
    if (word === null) return;
    editor()?.focus();
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    gesture.start(event, word);
  }

  function onMove(event: PointerEvent): void {
    const before = down.get(event.pointerId);
    if (!before) return;
    if (down.size === 1) return gesture.move(event);
    // Two fingers move the page, as they do where nothing is painted.
    if (down.keys().next().value === event.pointerId)
      editor()?.scrollDOM.scrollBy({ top: before.clientY - event.clientY });
    down.set(event.pointerId, event);
  }

  function onUp(event: PointerEvent): void {
    const from = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (from) gesture.end(event, from);
  }

  function onCancel(event: PointerEvent): void {
    down.delete(event.pointerId);
    gesture.forget();
  }

  function onContextMenu(event: MouseEvent): void {
    const word = wordAtPoint(event.clientX, event.clientY);
    if (event.shiftKey || word === null) return;
    event.preventDefault();
    gesture.forget();
    acts.openMenu(event, word);
  }

  const listeners = {
    pointerdown: onDown,
    pointermove: onMove,
    pointerup: onUp,
    pointercancel: onCancel,
    contextmenu: onContextMenu,
  } as const;
  for (const [name, listen] of Object.entries(listeners))
    frame.addEventListener(name, listen as EventListener, true);
  return () => {
    gesture.forget();
    for (const [name, listen] of Object.entries(listeners))
      frame.removeEventListener(name, listen as EventListener, true);
  };
}
