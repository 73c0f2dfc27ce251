// From pointer events to gestures: one finger works, two pan and zoom, a long press opens the menu.

import { TwoFingers } from "../roll/twoFingers";
import { scrollBy } from "../roll/view";
import type { PointerTarget } from "./gesture";
import { RunningGesture } from "./runningGesture";

const MIDDLE_BUTTON = 1;

/** Listen on an element; returns the function that stops. */
export function listenToPointers(element: HTMLElement, target: PointerTarget): () => void {
  const running = new RunningGesture(target);
  const fingers = new TwoFingers((clientX, clientY) => target.toPoint({ clientX, clientY }).x);
  let panFrom: PointerEvent | null = null;

  function onDown(event: PointerEvent): void {
    if (fingers.down(event)) return running.cancel();
    // A right click, or Control with a click on a Mac, opens the menu by itself.
    if (event.button !== 0 && event.button !== MIDDLE_BUTTON) return;
    element.setPointerCapture(event.pointerId);
    if (event.button === MIDDLE_BUTTON) {
      panFrom = event;
      event.preventDefault();
    } else running.start(event);
  }

  function onMove(event: PointerEvent): void {
    if (fingers.move(event)) return;
    if (panFrom) {
      scrollBy(panFrom.clientX - event.clientX, panFrom.clientY - event.clientY);
      panFrom = event;
    } else if (!running.move(event) && event.pointerType !== "touch") {
      target.hover(target.toPoint(event));
    }
  }

  function onUp(event: PointerEvent): void {
    fingers.up(event);
    panFrom = null;
    running.end(event);
  }

  function onCancel(event: PointerEvent): void {
    fingers.up(event);
    panFrom = null;
    running.cancel(event.pointerId);
  }

  function onMenu(event: MouseEvent): void {
    event.preventDefault();
    // A long press brings its own menu before the browser's event comes.
    if (fingers.isTouched) return;
    running.cancel();
    target.openMenu(event, target.toPoint(event as MouseEvent & Partial<PointerEvent>));
  }

  const onEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape" && running.isAtWork) {
      running.cancel();
      event.stopImmediatePropagation();
    }
  };
  element.addEventListener("pointerdown", onDown);
  element.addEventListener("pointermove", onMove);
  element.addEventListener("pointerup", onUp);
  element.addEventListener("pointercancel", onCancel);
  element.addEventListener("pointerleave", () => target.hover(null));
  element.addEventListener("contextmenu", onMenu);
  window.addEventListener("keydown", onEscape, true);
  return () => {
    running.cancel();
    window.removeEventListener("keydown", onEscape, true);
  };
}
